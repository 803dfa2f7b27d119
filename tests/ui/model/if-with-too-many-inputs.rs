use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_with_too_many_inputs.tflite");

fn main() {}
