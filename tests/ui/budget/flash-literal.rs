use tiny_model::tiny_model;

tiny_model! {
    /// One convolution.
    pub struct Conv = "../../models/data/conv_2d_1x1.tflite";
    flash <= 1 << 3,
}

fn main() {}
