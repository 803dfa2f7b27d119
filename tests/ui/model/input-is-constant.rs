use tiny_model::tiny_model;

tiny_model!("../../models/broken/input_is_constant.tflite");

fn main() {}
