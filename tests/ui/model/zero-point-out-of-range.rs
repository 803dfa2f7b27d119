use tiny_model::tiny_model;

tiny_model!("../../models/broken/zero_point_out_of_range.tflite");

fn main() {}
