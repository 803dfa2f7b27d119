use tiny_model::tiny_model;

tiny_model!("../../models/broken/operator_writes_a_variable.tflite");

fn main() {}
