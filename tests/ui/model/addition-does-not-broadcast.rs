use tiny_model::tiny_model;

tiny_model!("../../models/broken/addition_does_not_broadcast.tflite");

fn main() {}
