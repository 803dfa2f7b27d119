use tiny_model::tiny_model;

tiny_model!("../../models/broken/channel_scales_too_few.tflite");

fn main() {}
