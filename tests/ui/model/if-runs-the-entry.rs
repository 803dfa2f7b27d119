use tiny_model::tiny_model;

tiny_model!("../../models/broken/if_runs_the_entry.tflite");

fn main() {}
