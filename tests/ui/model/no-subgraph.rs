use tiny_model::tiny_model;

tiny_model!("../../models/broken/no_subgraph.tflite");

fn main() {}
