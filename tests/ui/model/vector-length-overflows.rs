use tiny_model::tiny_model;

tiny_model!("../../models/broken/vector_length_overflows.tflite");

fn main() {}
