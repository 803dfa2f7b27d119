use tiny_model::tiny_model;

tiny_model!("../../models/data/conv_2d_1x1.tflite", arena <= RAM);

fn main() {}
