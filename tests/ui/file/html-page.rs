use tiny_model::tiny_model;

tiny_model!("../../models/broken/html_page.tflite");

fn main() {}
