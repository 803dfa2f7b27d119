use tiny_model::tiny_model;

tiny_model!("../../models/broken/external_buffer_out_of_file.tflite");

fn main() {}
