use tiny_model::tiny_model;

tiny_model!("../../models/custom/spread.tflite", custom "Spread" = |x, y| ());

fn main() {}
