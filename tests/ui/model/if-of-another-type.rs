use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_of_another_type.tflite");

fn main() {}
