use tiny_model::tiny_model;

tiny_model!("../../models/broken/while_gives_a_variable.tflite");

fn main() {}
