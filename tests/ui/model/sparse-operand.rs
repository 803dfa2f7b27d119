use tiny_model::tiny_model;

tiny_model!("../../models/broken/sparse_operand.tflite");

fn main() {}
