use tiny_model::tiny_model;

tiny_model!("../../models/broken/model_output_out_of_range.tflite");

fn main() {}
