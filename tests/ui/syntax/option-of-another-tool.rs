use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", opt_level = 3);

fn main() {}
