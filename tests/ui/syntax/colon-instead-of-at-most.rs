use tiny_model::tiny_model;

tiny_model! {
    pub struct Keyword = "models/keyword.tflite";
    flash: FLASH - 1024,
}

const FLASH: usize = 64 * 1024;

fn main() {}
