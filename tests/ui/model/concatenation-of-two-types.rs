use tiny_model::tiny_model;

tiny_model!("../../models/broken/concatenation_of_two_types.tflite");

fn main() {}
