use tiny_model::tiny_model;

tiny_model!("../../models/broken/custom_operator.tflite");

fn main() {}
