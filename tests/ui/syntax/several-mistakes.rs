use tiny_model::tiny_model;

tiny_model! {
    pub struct Keyword = "models/keyword.tflite";
    arana <= 12 * 1024,
    flash = 64 * 1024,
    ram <= 4,
}

fn main() {}
