use tiny_model::tiny_model;

tiny_model!("../../models/broken/circular_buffer_rescales.tflite");

fn main() {}
