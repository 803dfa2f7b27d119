use tiny_model::tiny_model;

tiny_model!("../../models/broken/truncated_in_header.tflite");

fn main() {}
