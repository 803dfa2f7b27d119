use tiny_model::tiny_model;

tiny_model!("../../models/broken/flex_operator.tflite");

fn main() {}
