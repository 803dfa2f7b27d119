use tiny_model::tiny_model;

tiny_model!("../../models/broken/variable_of_unknown_first_value.tflite");

fn main() {}
