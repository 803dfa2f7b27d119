use tiny_model::tiny_model;

tiny_model!("../../models/data/autoencoder.tflite", input = rows);

fn main() {}
