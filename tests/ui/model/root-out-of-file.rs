use tiny_model::tiny_model;

tiny_model!("../../models/broken/root_out_of_file.tflite");

fn main() {}
