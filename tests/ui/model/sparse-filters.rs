use tiny_model::tiny_model;

tiny_model!("../../models/broken/sparse_filters.tflite");

fn main() {}
