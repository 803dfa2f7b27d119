use tiny_model::tiny_model;

tiny_model!(concat!(env!(), "/keyword.tflite"));

fn main() {}
