use tiny_model::tiny_model;

tiny_model!("../../models/broken/dynamic_shape_negative.tflite");

fn main() {}
