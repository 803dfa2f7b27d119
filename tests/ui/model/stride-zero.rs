use tiny_model::tiny_model;

tiny_model!("../../models/broken/stride_zero.tflite");

fn main() {}
