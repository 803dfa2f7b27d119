use tiny_model::tiny_model;

tiny_model!("../../models/broken/asymmetric_weights.tflite");

fn main() {}
