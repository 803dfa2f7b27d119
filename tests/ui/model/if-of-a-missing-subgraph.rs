use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_of_a_missing_subgraph.tflite");

fn main() {}
