use tiny_model::tiny_model;

tiny_model!("../../models/broken/pool_rescales.tflite");

fn main() {}
