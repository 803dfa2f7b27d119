use tiny_model::tiny_model;

tiny_model!("../../models/custom/spread.tflite", custom "Spread" = spread, custom "Spred" = spread);

fn main() {}
