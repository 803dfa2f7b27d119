use tiny_model::tiny_model;

tiny_model!("../../models/broken/channel_scales_along_the_input.tflite");

fn main() {}
