use tiny_model::tiny_model;

tiny_model!("../../models/broken/int16_depthwise_bias.tflite");

fn main() {}
