use tiny_model::tiny_model;

tiny_model!("../../models/broken/tensor_nobody_produces.tflite");

fn main() {}
