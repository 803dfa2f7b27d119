use tiny_model::tiny_model;

tiny_model!("../../models/broken/buffer_index_out_of_range.tflite");

fn main() {}
