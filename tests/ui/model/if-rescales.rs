use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_rescales.tflite");

fn main() {}
