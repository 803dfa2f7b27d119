use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", arena <= 1.5 * 1024);

fn main() {}
