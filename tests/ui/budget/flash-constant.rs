use tiny_model::tiny_model;

const FLASH: usize = 8;

tiny_model!("../../models/data/conv_2d_1x1.tflite", flash <= FLASH);

fn main() {}
