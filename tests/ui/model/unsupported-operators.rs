use tiny_model::tiny_model;

tiny_model!("../../models/broken/unsupported_operators.tflite");

fn main() {}
