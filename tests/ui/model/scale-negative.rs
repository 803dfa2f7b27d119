use tiny_model::tiny_model;

tiny_model!("../../models/broken/scale_negative.tflite");

fn main() {}
