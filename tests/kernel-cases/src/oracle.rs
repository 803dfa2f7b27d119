//! Direct formulas on flat vectors: no shape in a type, no folded zero point, no layout.

pub mod convolution;
pub mod detection;
pub mod elementwise;
pub mod float;
pub mod gemmlowp;
pub mod layer;
pub mod lstm;
pub mod pool;
pub mod softmax;
pub mod strided;
pub mod svdf;

use tiny_model_kernels::requantize::{Output, Scale};

use self::gemmlowp::multiply_by_quantized_multiplier;

/// Scales an accumulator, adds the zero point and clamps.
pub fn requantize(acc: i64, scale: Scale, output: Output) -> i8 {
    let acc = i32::try_from(acc).expect("the accumulator fits i32");
    let scaled = multiply_by_quantized_multiplier(acc, scale.multiplier, scale.shift);
    clamp(i64::from(scaled) + i64::from(output.zero_point), output)
}

/// Clamps to the output's range.
pub fn clamp(y: i64, output: Output) -> i8 {
    i8::try_from(y.clamp(output.min.into(), output.max.into())).expect("the range is int8's")
}
