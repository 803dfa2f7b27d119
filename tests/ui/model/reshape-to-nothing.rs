use tiny_model::tiny_model;

tiny_model!("../../models/broken/reshape_to_nothing.tflite");

fn main() {}
