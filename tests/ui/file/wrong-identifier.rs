use tiny_model::tiny_model;

tiny_model!("../../models/broken/wrong_identifier.tflite");

fn main() {}
