use tiny_model::tiny_model;

tiny_model!("../../models/data/conv_2d_1x1.tflite", arena <= 1024 - 2048);

fn main() {}
