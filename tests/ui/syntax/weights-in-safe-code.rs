#![forbid(unsafe_code)]

tiny_model::tiny_model! {
    pub struct Net = "../../models/data/conv_2d_1x1.tflite";
    weights = ".ext_flash",
}

fn main() {}
