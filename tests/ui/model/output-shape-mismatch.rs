use tiny_model::tiny_model;

tiny_model!("../../models/broken/output_shape_mismatch.tflite");

fn main() {}
