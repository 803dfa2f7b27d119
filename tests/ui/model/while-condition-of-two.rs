use tiny_model::tiny_model;

tiny_model!("../../models/broken/while_condition_of_two.tflite");

fn main() {}
