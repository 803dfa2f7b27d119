use tiny_model::tiny_model;

tiny_model!("../../models/broken/unsupported_operator_of_uint8.tflite");

fn main() {}
