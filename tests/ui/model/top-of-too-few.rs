use tiny_model::tiny_model;

tiny_model!("../../models/broken/top_of_too_few.tflite");

fn main() {}
