//! The arguments of the functions of custom operators.

use crate::TensorInfo;

/// A tensor of a custom operator, for the function that computes it.
///
/// With `tiny_model! { …, custom "MyOperator" = path::to::function }` the function is called with a
/// `Tensor` for each input, one for each output, and the operator's options as `&[u8]` (by convention
/// FlexBuffers). `data` is `&[T; N]` of an input and `&mut [T; N]` of an output, `Q` is
/// [`Quantization`](crate::Quantization) or `()`, and `R` the number of dimensions:
///
/// ```
/// use tiny_model::{Quantization, Tensor};
///
/// /// Doubles real values.
/// fn double<const N: usize>(
///     x: Tensor<&[i8; N], Quantization, 2>,
///     y: Tensor<&mut [i8; N], Quantization, 2>,
///     _options: &[u8],
/// ) {
///     for (y_value, x_value) in y.data.iter_mut().zip(x.data) {
///         *y_value = y.info.quantize(2.0 * x.info.dequantize(*x_value));
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Tensor<D, Q, const R: usize> {
    /// The values, row-major.
    pub data: D,
    /// The name, shape and quantization.
    pub info: TensorInfo<Q, R>,
}
