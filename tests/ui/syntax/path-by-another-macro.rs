use tiny_model::tiny_model;

tiny_model!(include_str!("path.txt"));

fn main() {}
