use tiny_model::tiny_model;

tiny_model!("../../models/broken/vector_too_long.tflite");

fn main() {}
