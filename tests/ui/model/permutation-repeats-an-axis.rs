use tiny_model::tiny_model;

tiny_model!("../../models/broken/permutation_repeats_an_axis.tflite");

fn main() {}
