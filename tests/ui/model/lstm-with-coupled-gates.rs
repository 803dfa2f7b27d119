use tiny_model::tiny_model;

tiny_model!("../../models/broken/lstm_with_coupled_gates.tflite");

fn main() {}
