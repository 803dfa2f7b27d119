use tiny_model::tiny_model;

tiny_model!("models/keyword.tflite", arena <=);

fn main() {}
