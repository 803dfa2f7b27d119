use tiny_model::tiny_model;

tiny_model!("../../models/broken/unsupported_operator_and_type.tflite");

fn main() {}
