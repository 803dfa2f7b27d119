use tiny_model::tiny_model;

tiny_model!("../../models/broken/negative_dimension.tflite");

fn main() {}
