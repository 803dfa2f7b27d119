use tiny_model::tiny_model;

tiny_model!("../../models/broken/tensor_produced_twice.tflite");

fn main() {}
