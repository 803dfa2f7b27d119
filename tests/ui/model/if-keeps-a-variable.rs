use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_keeps_a_variable.tflite");

fn main() {}
