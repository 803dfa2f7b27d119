use tiny_model::tiny_model;

tiny_model!("../../models/broken/circular_buffer_of_other_channels.tflite");

fn main() {}
