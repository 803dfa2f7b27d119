use tiny_model::tiny_model;

tiny_model!("../../models/broken/missing_quantization.tflite");

fn main() {}
