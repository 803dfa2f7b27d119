use tiny_model::tiny_model;

tiny_model!("../../models/broken/float_convolution_with_integer_bias.tflite");

fn main() {}
