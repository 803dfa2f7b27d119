use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", weights = ".ext\0flash");

fn main() {}
