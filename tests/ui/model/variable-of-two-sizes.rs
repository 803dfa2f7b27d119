use tiny_model::tiny_model;

tiny_model!("../../models/broken/variable_of_two_sizes.tflite");

fn main() {}
