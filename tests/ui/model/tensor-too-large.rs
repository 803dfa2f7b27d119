use tiny_model::tiny_model;

tiny_model!("../../models/broken/tensor_too_large.tflite");

fn main() {}
