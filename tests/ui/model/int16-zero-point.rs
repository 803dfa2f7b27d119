use tiny_model::tiny_model;

tiny_model!("../../models/broken/int16_zero_point.tflite");

fn main() {}
