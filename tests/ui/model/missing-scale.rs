use tiny_model::tiny_model;

tiny_model!("../../models/broken/missing_scale.tflite");

fn main() {}
