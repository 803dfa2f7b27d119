use tiny_model::tiny_model;

tiny_model! {
    pub struct Keyword = "models/keyword.tflite";
    pub struct Person = "models/person.tflite";
}

fn main() {}
