use tiny_model::tiny_model;

tiny_model!("../../models/broken/offset_out_of_file.tflite");

fn main() {}
