use tiny_model::tiny_model;

tiny_model!("../../models/broken/filters_not_constant.tflite");

fn main() {}
