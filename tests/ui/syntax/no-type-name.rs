use tiny_model::tiny_model;

tiny_model!("models/---.tflite");

fn main() {}
