use tiny_model::tiny_model;

tiny_model!("../../models/broken/lstm_with_projection.tflite");

fn main() {}
