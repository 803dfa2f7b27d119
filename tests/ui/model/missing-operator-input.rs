use tiny_model::tiny_model;

tiny_model!("../../models/broken/missing_operator_input.tflite");

fn main() {}
