use tiny_model::tiny_model;

tiny_model!("");

fn main() {}
