use tiny_model::tiny_model;

tiny_model!("../../models/broken/softmax_output_scale.tflite");

fn main() {}
