//! FULLY_CONNECTED by the matmul core.
#![allow(unsafe_code)]

use crate::bytes::Io;
use crate::layout::{Dual, NIBBLES};
use crate::op::Shape;
use crate::requantize::Output;

use super::matmul::{Matmul, Tensors, Windows};

/// FULLY_CONNECTED over `N` rows: `x` is `[N][K]`, `y` is `[N][CO]`.
///
/// The scratch of `io` has the words that [`DualWalk::scratch`](crate::layout::DualWalk::scratch) names. It may
/// lie over `x` as far as `DualWalk::scratch_overlap` says.
#[inline(always)]
pub fn fully_connected<
    const N: usize,
    const K: usize,
    const CO: usize,
    const SCRATCH: usize,
    const UNROLL: usize,
    const SEGMENTS: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
>(
    mut io: Io<'_, [[i8; K]; N], [u32; SCRATCH]>,
    y: &mut [[i8; CO]; N],
    weights: &Dual<UNROLL, SEGMENTS, 0, TILE, TIES, SHIFT, WORDS>,
    output: &Output,
) {
    let layer: &Matmul<'static> = const {
        let shape = Shape::fully_connected(N, K, CO);
        let windows = const {
            let walk = Dual::<UNROLL, SEGMENTS, 0, TILE, TIES, SHIFT, WORDS>::WALK;
            &Windows::of(Shape::fully_connected(N, K, CO), walk, WORDS)
        };
        let windows = if N == 1 { None } else { windows.as_ref() };
        &Matmul::new::<UNROLL, SEGMENTS, 0, TIES, SHIFT>(shape, TILE, windows, WORDS, SCRATCH)
    };
    let (x, scratch) = io.pointers();
    let tensors = Tensors {
        x: x.cast(),
        y: y.as_mut_ptr().cast(),
        scratch: scratch.cast(),
        weights: weights.0.as_ptr(),
        padding: 0,
        height: 1,
        rows: 1,
        pad_top: 0,
    };
    if N == 1 && SHIFT >= NIBBLES {
        // SAFETY: the tensors have the shape and lengths that `Matmul::new` is told and has checked.
        unsafe { layer.row::<true>(&tensors) };
    } else if N == 1 {
        // SAFETY: as above.
        unsafe { layer.row::<false>(&tensors) };
    } else {
        // SAFETY: as above.
        unsafe { layer.run(&tensors) };
    }
    super::clamp::clamp(y.as_flattened_mut(), *output);
}

/// FULLY_CONNECTED of one row of any length: for tests, which draw shapes when they run. All channels
/// have this shift if `SHIFT` is [`ANY_SHIFT`](crate::layout::ANY_SHIFT).
///
/// # Panics
/// If a length is not the shape's, or the core cannot walk over it like that.
pub fn fully_connected_of_shape<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const TIES: bool,
    const SHIFT: usize,
>(
    mut io: Io<'_, [i8], [u32]>,
    y: &mut [i8],
    weights: &[u32],
    output: Output,
    (tile, shift): (usize, usize),
) {
    let (x, scratch) = io.pointers();
    let shape = Shape::fully_connected(1, x.len(), y.len());
    let (words, room) = (weights.len(), scratch.len());
    let mut layer = Matmul::new::<UNROLL, SEGMENTS, 0, TIES, SHIFT>(shape, tile, None, words, room);
    layer.shift = shift as u8;
    let tensors = Tensors {
        x: x.cast(),
        y: y.as_mut_ptr(),
        scratch: scratch.cast(),
        weights: weights.as_ptr(),
        padding: 0,
        height: 1,
        rows: 1,
        pad_top: 0,
    };
    if SHIFT >= NIBBLES {
        // SAFETY: the tensors have the lengths of the shape, which `Matmul::new` has checked.
        unsafe { layer.row::<true>(&tensors) };
    } else {
        // SAFETY: as above.
        unsafe { layer.row::<false>(&tensors) };
    }
    super::clamp::clamp(y, output);
}
