use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", 1024);

fn main() {}
