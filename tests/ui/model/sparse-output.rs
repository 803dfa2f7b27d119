use tiny_model::tiny_model;

tiny_model!("../../models/broken/sparse_output.tflite");

fn main() {}
