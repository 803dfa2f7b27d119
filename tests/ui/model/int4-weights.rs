use tiny_model::tiny_model;

tiny_model!("../../models/broken/int4_weights.tflite");

fn main() {}
