use tiny_model::tiny_model;

tiny_model!("../../models/broken/softmax_without_beta.tflite");

fn main() {}
