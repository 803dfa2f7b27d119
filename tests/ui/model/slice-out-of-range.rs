use tiny_model::tiny_model;

tiny_model!("../../models/broken/slice_out_of_range.tflite");

fn main() {}
