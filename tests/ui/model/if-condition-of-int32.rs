use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_condition_of_int32.tflite");

fn main() {}
