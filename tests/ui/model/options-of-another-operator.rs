use tiny_model::tiny_model;

tiny_model!("../../models/broken/options_of_another_operator.tflite");

fn main() {}
