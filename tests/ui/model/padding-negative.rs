use tiny_model::tiny_model;

tiny_model!("../../models/broken/padding_negative.tflite");

fn main() {}
