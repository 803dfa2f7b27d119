use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_too_deep.tflite");

fn main() {}
