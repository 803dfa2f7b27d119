use tiny_model::tiny_model;

tiny_model!("../../models/broken/dynamic_shape_of_one.tflite");

fn main() {}
