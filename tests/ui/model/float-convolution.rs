use tiny_model::tiny_model;

tiny_model!("../../models/broken/float_convolution.tflite");

fn main() {}
