use tiny_model::tiny_model;

tiny_model!("../../models/broken/input_is_a_variable.tflite");

fn main() {}
