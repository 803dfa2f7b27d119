use tiny_model::tiny_model;

tiny_model!("../../models/broken/variable_without_a_handle.tflite");

fn main() {}
