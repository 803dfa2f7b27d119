use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_takes_an_input_twice.tflite");

fn main() {}
