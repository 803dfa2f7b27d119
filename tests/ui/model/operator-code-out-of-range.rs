use tiny_model::tiny_model;

tiny_model!("../../models/broken/operator_code_out_of_range.tflite");

fn main() {}
