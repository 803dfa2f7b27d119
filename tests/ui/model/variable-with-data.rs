use tiny_model::tiny_model;

tiny_model!("../../models/broken/variable_with_data.tflite");

fn main() {}
