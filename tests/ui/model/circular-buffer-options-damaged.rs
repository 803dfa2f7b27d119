use tiny_model::tiny_model;

tiny_model!("../../models/broken/circular_buffer_options_damaged.tflite");

fn main() {}
