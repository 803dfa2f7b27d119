use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_with_too_few_outputs.tflite");

fn main() {}
