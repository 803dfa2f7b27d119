use tiny_model::tiny_model;

tiny_model!("../../models/broken/types_of_unsupported_operators.tflite");

fn main() {}
