use tiny_model::tiny_model;

tiny_model!("../../models/broken/output_scale_too_small.tflite");

fn main() {}
