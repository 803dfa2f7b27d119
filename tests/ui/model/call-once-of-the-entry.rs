use tiny_model::tiny_model;

tiny_model!("../../models/broken/call_once_of_the_entry.tflite");

fn main() {}
