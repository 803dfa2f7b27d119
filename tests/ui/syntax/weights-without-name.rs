use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", weights = "");

fn main() {}
