use tiny_model::tiny_model;

tiny_model!("../../models/broken/asymmetric_filters.tflite");

fn main() {}
