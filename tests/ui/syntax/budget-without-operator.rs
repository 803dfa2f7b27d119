use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", arena 1024);

fn main() {}
