use tiny_model::tiny_model;

tiny_model!("../../models/broken/while_body_is_broken.tflite");

fn main() {}
