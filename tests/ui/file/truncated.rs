use tiny_model::tiny_model;

tiny_model!("../../models/broken/truncated.tflite");

fn main() {}
