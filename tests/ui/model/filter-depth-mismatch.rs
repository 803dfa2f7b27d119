use tiny_model::tiny_model;

tiny_model!("../../models/broken/filter_depth_mismatch.tflite");

fn main() {}
