use tiny_model::tiny_model;

tiny_model! {
    #[cfg(target_os = "none")]
    pub struct Keyword = "models/keyword.tflite";
}

fn main() {}
