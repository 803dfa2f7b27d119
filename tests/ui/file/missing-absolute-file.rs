use tiny_model::tiny_model;

tiny_model!("/no-such-folder/keyword.tflite");

fn main() {}
