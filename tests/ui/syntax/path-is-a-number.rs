use tiny_model::tiny_model;

tiny_model!(5);

fn main() {}
