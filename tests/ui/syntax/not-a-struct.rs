use tiny_model::tiny_model;

tiny_model! {
    pub enum Keyword = "models/keyword.tflite";
}

fn main() {}
