use tiny_model::tiny_model;

tiny_model!("../../models/broken/activation_unknown.tflite");

fn main() {}
