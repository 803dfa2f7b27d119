use tiny_model::tiny_model;

tiny_model!("../../models/broken/offset_overflows.tflite");

fn main() {}
