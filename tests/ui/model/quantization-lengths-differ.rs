use tiny_model::tiny_model;

tiny_model!("../../models/broken/quantization_lengths_differ.tflite");

fn main() {}
