use tiny_model::tiny_model;

tiny_model!("../../models/broken/dilation_negative.tflite");

fn main() {}
