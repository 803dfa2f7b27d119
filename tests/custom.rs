//! A custom operator that is computed by a user's function.

#![deny(warnings, missing_docs)]

use tiny_model::{Arena, Model as _, Quantization, Tensor, tiny_model};

tiny_model! {
    /// RELU, `Spread`, RELU.
    pub struct Spreading = "models/custom/spread.tflite";
    custom "Spread" = operators::spread,
}

mod operators {
    use super::{Quantization, Tensor};

    /// Multiplies the input by the first option, and also writes it as real numbers.
    pub(crate) fn spread<const N: usize>(
        x: Tensor<&[i8; N], Quantization, 2>,
        times: Tensor<&mut [i8; N], Quantization, 2>,
        real: Tensor<&mut [f32; N], (), 2>,
        options: &[u8],
    ) {
        assert_eq!((x.info.shape, options), ([1, N], &[2][..]));
        for (index, &value) in x.data.iter().enumerate() {
            let value = x.info.dequantize(value);
            times.data[index] = times.info.quantize(value * f32::from(options[0]));
            real.data[index] = value;
        }
    }
}

#[test]
fn a_function_of_the_users_is_called() {
    let mut arena = Arena::new();
    let mut model = Spreading::new(&mut arena);
    *model.input() = [-128, -3, 7, 126];
    let outputs = model.run();
    // The zero point is -3, the scale 1/2.
    assert_eq!(outputs.t4, &[-3, -3, 17, 127]);
    assert_eq!(outputs.t3, &[0.0, 0.0, 5.0, 64.5]);
    assert_eq!(Spreading::FLASH_BYTES, 2 * 256 + 1);
}
