use tiny_model::tiny_model;

tiny_model!("../../models/broken/while_without_an_output.tflite");

fn main() {}
