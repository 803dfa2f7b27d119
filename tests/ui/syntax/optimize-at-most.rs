use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", optimize <= size);

fn main() {}
