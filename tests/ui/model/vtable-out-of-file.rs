use tiny_model::tiny_model;

tiny_model!("../../models/broken/vtable_out_of_file.tflite");

fn main() {}
