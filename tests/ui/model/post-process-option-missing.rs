use tiny_model::tiny_model;

tiny_model!("../../models/broken/post_process_option_missing.tflite");

fn main() {}
