use tiny_model::tiny_model;

tiny_model!("../../models/broken/compiled_for_edge_tpu.tflite");

fn main() {}
