use tiny_model::tiny_model;

tiny_model!("../../models/broken/name_not_utf8.tflite");

fn main() {}
