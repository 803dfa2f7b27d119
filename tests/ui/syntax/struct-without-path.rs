use tiny_model::tiny_model;

tiny_model! {
    pub struct Keyword;
}

fn main() {}
