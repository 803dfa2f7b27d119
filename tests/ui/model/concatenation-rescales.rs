use tiny_model::tiny_model;

tiny_model!("../../models/broken/concatenation_rescales.tflite");

fn main() {}
