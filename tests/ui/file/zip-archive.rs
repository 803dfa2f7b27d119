use tiny_model::tiny_model;

tiny_model!("../../models/broken/zip_archive.tflite");

fn main() {}
