use tiny_model::tiny_model;

tiny_model!("../../models/broken/empty.tflite");

fn main() {}
