use tiny_model::tiny_model;

tiny_model!("../../models/broken/int2_weights.tflite");

fn main() {}
