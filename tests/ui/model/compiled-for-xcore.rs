use tiny_model::tiny_model;

tiny_model!("../../models/broken/compiled_for_xcore.tflite");

fn main() {}
