use tiny_model::tiny_model;

tiny_model!("../../models/broken/constant_too_long.tflite");

fn main() {}
