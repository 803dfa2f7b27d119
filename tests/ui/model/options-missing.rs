use tiny_model::tiny_model;

tiny_model!("../../models/broken/options_missing.tflite");

fn main() {}
