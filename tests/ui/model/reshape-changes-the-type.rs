use tiny_model::tiny_model;

tiny_model!("../../models/broken/reshape_changes_the_type.tflite");

fn main() {}
