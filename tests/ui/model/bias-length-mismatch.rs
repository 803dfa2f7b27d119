use tiny_model::tiny_model;

tiny_model!("../../models/broken/bias_length_mismatch.tflite");

fn main() {}
