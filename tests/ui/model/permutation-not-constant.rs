use tiny_model::tiny_model;

tiny_model!("../../models/broken/permutation_not_constant.tflite");

fn main() {}
