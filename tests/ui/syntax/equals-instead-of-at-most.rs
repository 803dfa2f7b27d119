use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", arena = 12 * 1024);

fn main() {}
