use tiny_model::tiny_model;

tiny_model!("../../models/broken/bias_scale_mismatch.tflite");

fn main() {}
