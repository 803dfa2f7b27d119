use tiny_model::tiny_model;

tiny_model!("../../models/broken/while_runs_itself.tflite");

fn main() {}
