use tiny_model::tiny_model;

tiny_model!("../../models/broken/text.tflite");

fn main() {}
