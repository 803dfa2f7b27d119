use tiny_model::tiny_model;

tiny_model!("../../models/broken/c_array.tflite");

fn main() {}
