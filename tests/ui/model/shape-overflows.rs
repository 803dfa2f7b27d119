use tiny_model::tiny_model;

tiny_model!("../../models/broken/shape_overflows.tflite");

fn main() {}
