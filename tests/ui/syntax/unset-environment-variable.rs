use tiny_model::tiny_model;

tiny_model!(concat!(env!("MODELS_OF_NOBODY"), "/keyword.tflite"));

fn main() {}
