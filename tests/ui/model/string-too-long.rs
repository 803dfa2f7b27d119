use tiny_model::tiny_model;

tiny_model!("../../models/broken/string_too_long.tflite");

fn main() {}
