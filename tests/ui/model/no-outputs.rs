use tiny_model::tiny_model;

tiny_model!("../../models/broken/no_outputs.tflite");

fn main() {}
