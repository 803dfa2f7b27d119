use tiny_model::tiny_model;

tiny_model!("../../models/broken/unknown_operator_code.tflite");

fn main() {}
