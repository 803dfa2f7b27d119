use tiny_model::tiny_model;

tiny_model!("../../models/broken/output_nobody_produces.tflite");

fn main() {}
