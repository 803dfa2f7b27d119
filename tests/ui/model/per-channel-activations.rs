use tiny_model::tiny_model;

tiny_model!("../../models/broken/per_channel_activations.tflite");

fn main() {}
