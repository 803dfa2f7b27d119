use tiny_model::tiny_model;

tiny_model!("../../models/broken/operator_without_outputs.tflite");

fn main() {}
