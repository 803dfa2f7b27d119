use tiny_model::tiny_model;

tiny_model!("../../models/broken/reshape_changes_element_count.tflite");

fn main() {}
