use tiny_model::tiny_model;

tiny_model! {
    pub struct Keyword<T> = "models/keyword.tflite";
}

fn main() {}
