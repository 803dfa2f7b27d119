use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_unsupported_operator.tflite");

fn main() {}
