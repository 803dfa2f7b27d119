use tiny_model::tiny_model;

tiny_model!("../../models/broken/gzip_file.tflite");

fn main() {}
