use tiny_model::tiny_model;

tiny_model!("../../models/broken/scale_infinite.tflite");

fn main() {}
