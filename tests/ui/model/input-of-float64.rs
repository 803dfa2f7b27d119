use tiny_model::tiny_model;

tiny_model!("../../models/broken/input_of_float64.tflite");

fn main() {}
