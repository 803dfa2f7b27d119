use tiny_model::tiny_model;

tiny_model!("../../models/broken/scale_nan.tflite");

fn main() {}
