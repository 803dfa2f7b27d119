use tiny_model::tiny_model;

tiny_model!("../../models/broken/call_once_after_the_variable_is_read.tflite");

fn main() {}
