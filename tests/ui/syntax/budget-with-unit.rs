use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", arena <= 12k, flash <= 1MiB);

fn main() {}
