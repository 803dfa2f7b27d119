use tiny_model::tiny_model;

tiny_model!("../../models/broken/output_channels_mismatch.tflite");

fn main() {}
