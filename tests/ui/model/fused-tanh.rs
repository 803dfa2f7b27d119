use tiny_model::tiny_model;

tiny_model!("../../models/broken/fused_tanh.tflite");

fn main() {}
