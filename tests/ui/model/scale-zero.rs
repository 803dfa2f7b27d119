use tiny_model::tiny_model;

tiny_model!("../../models/broken/scale_zero.tflite");

fn main() {}
