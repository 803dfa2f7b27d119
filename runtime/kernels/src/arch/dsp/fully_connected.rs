//! FULLY_CONNECTED by the matmul core.

use crate::layout::{Dual, Shape, Walk};
use crate::requantize::Output;

use super::matmul::{Layer, Tensors, Windows};

/// FULLY_CONNECTED over `N` rows: `x` is `[N][K]`, `y` is `[N][CO]`.
///
/// `scratch` has the words that [`Walk::scratch`](crate::layout::Walk::scratch) names.
#[inline(always)]
pub fn fully_connected<
    const N: usize,
    const K: usize,
    const CO: usize,
    const SCRATCH: usize,
    const UNROLL: usize,
    const SEGMENTS: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(
    x: &[[i8; K]; N],
    y: &mut [[i8; CO]; N],
    scratch: &mut [u32; SCRATCH],
    weights: &Dual<UNROLL, SEGMENTS, 0, TIES, SHIFT, WORDS>,
    output: &Output,
) {
    let layer: &Layer<'static> = const {
        let shape = Shape::fully_connected(N, K, CO);
        let windows = if N == 1 || shape.is_pointwise() {
            None
        } else {
            Some(
                const {
                    &Windows::new(
                        Shape::fully_connected(N, K, CO),
                        Walk {
                            unroll: UNROLL,
                            segments: SEGMENTS,
                            distance: 0,
                        },
                        WORDS,
                    )
                },
            )
        };
        &Layer::new::<UNROLL, SEGMENTS, 0, TIES, SHIFT>(shape, windows, WORDS, SCRATCH)
    };
    let tensors = Tensors {
        x: x.as_ptr().cast(),
        y: y.as_mut_ptr().cast(),
        scratch: scratch.as_mut_ptr(),
        weights: weights.0.as_ptr(),
        padding: 0,
        height: 1,
        rows: 1,
        pad_top: 0,
    };
    if N == 1 {
        // SAFETY: the tensors have the shape and lengths that `Layer::new` is told and has checked.
        unsafe { layer.row(&tensors) };
    } else {
        // SAFETY: as above.
        unsafe { layer.run(&tensors) };
    }
    super::clamp::clamp(y.as_flattened_mut(), *output);
}
