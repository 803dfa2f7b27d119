use tiny_model::tiny_model;

tiny_model!("../../models/broken/lstm_with_layer_normalization.tflite");

fn main() {}
