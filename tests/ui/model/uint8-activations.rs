use tiny_model::tiny_model;

tiny_model!("../../models/broken/uint8_activations.tflite");

fn main() {}
