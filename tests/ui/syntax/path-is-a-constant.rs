use tiny_model::tiny_model;

const PATH: &str = "models/keyword.tflite";

tiny_model!(PATH);

fn main() {}
