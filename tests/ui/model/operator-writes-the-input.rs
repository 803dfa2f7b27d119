use tiny_model::tiny_model;

tiny_model!("../../models/broken/operator_writes_the_input.tflite");

fn main() {}
