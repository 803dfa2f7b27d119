//! Random tensors and parameters.

use proptest::prelude::*;
use tiny_model_kernels::requantize::{Output, Scale};

/// `len` random values of an int8 tensor.
pub(crate) fn tensor(len: usize) -> impl Strategy<Value = Vec<i8>> {
    prop::collection::vec(any::<i8>(), len)
}

/// Per-channel biases.
pub(crate) fn biases(channels: usize) -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(-20_000..20_000, channels)
}

/// Factors from `2^(least − 1)` to `2^most`.
pub(crate) fn scale(least: i32, most: i32) -> impl Strategy<Value = Scale> {
    ((1i32 << 30)..=i32::MAX, least..=most)
        .prop_map(|(multiplier, shift)| Scale { multiplier, shift })
}

/// Zero points and ranges of outputs.
pub(crate) fn output() -> impl Strategy<Value = Output> {
    (any::<i8>(), any::<i8>(), any::<i8>()).prop_map(|(zero_point, a, b)| Output {
        zero_point: zero_point.into(),
        min: a.min(b).into(),
        max: a.max(b).into(),
    })
}

/// `N` values as an array.
pub(crate) fn array<T: Clone, const N: usize>(values: &[T]) -> [T; N] {
    core::array::from_fn(|i| values[i].clone())
}

/// Values in row-major order as `[N][H][W][C]`.
pub(crate) fn image<const N: usize, const H: usize, const W: usize, const C: usize>(
    values: &[i8],
) -> [[[[i8; C]; W]; H]; N] {
    let mut image = [[[[0; C]; W]; H]; N];
    flat_mut(&mut image).copy_from_slice(values);
    image
}

/// An image's values in row-major order.
pub(crate) fn flat_mut<const N: usize, const H: usize, const W: usize, const C: usize>(
    image: &mut [[[[i8; C]; W]; H]; N],
) -> &mut [i8] {
    image
        .as_flattened_mut()
        .as_flattened_mut()
        .as_flattened_mut()
}
