use tiny_model::tiny_model;

tiny_model!("../../models/broken/hybrid_fully_connected.tflite");

fn main() {}
