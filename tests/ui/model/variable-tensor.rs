use tiny_model::tiny_model;

tiny_model!("../../models/broken/variable_tensor.tflite");

fn main() {}
