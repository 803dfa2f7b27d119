use tiny_model::tiny_model;

tiny_model!("../../models/broken/vtable_too_short.tflite");

fn main() {}
