use tiny_model::tiny_model;

tiny_model!("../../models/broken/tensor_index_negative.tflite");

fn main() {}
