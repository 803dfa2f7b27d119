use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_of_many_values.tflite");

fn main() {}
