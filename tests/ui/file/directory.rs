use tiny_model::tiny_model;

tiny_model!("../file");

fn main() {}
