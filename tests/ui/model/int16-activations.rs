use tiny_model::tiny_model;

tiny_model!("../../models/broken/int16_activations.tflite");

fn main() {}
