use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_of_another_shape.tflite");

fn main() {}
