use tiny_model::{Quantization, Tensor, tiny_model};

tiny_model!("../../models/custom/spread.tflite", custom "Spread" = spread);

fn spread(
    _: Tensor<&[i8; 4], Quantization, 2>,
    _: Tensor<&mut [i8; 5], Quantization, 2>,
    _: Tensor<&mut [f32; 4], (), 2>,
    _: &[u8],
) {
}

fn main() {}
