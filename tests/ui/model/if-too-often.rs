use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_too_often.tflite");

fn main() {}
