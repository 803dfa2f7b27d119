//! MAX_POOL_2D: `y = clamp(max x)` over the window's pixels that lie in the input.
//!
//! Semantics: TFLM's `reference_integer_ops::MaxPool`. Input and output have the same
//! quantization.

use crate::arch;
use crate::bytes::Io;
use crate::op::pool::{Extent, windows};
use crate::op::reduce::channels;
use crate::op::walk::{Loop, walk};
use crate::op::{Pool2d, WindowRows};

/// MAX_POOL_2D of one image, or of some of its rows.
///
/// `io.x` has the rows `[W][C]` below `pad_top` rows of padding (`pool.window.pad_top` is ignored),
/// and `io.y` has the rows `[OW][C]` that are computed.
#[inline(always)]
pub fn max_pool_2d<const W: usize, const C: usize, const OW: usize>(
    mut io: WindowRows<'_, W, C, OW, C>,
    pad_top: usize,
    pool: &Pool2d,
) {
    let shape = Extent::of(&mut io, pad_top);
    maxima(io.flat().flat(), &shape, pool);
}

/// The code that all shapes share.
#[inline(never)]
fn maxima(mut io: Io<'_, [i8], [i8]>, shape: &Extent, pool: &Pool2d) {
    windows(shape, pool, |at, axes, to| {
        let four = |x: &[i8]| maximum(x, &axes, pool.min, arch::maximum_of_lanes);
        let one = |x: &[i8]| maximum(x, &axes, pool.min, arch::maximum);
        channels(&mut io, at, to, four, one, |y: i8| y.min(pool.max));
    });
}

/// Returns the maxima, at least `min`, of the first channels over all positions, by a function of two
/// pixels.
#[inline(always)]
fn maximum<const L: usize>(
    x: &[i8],
    axes: &[Loop<1>; 2],
    min: i8,
    larger: impl Fn([i8; L], [i8; L]) -> [i8; L],
) -> [i8; L] {
    let mut y = [min; L];
    walk(axes, [0], |[mut at], inner| {
        for _ in 0..inner.len {
            if let Some(x) = x.get(at..).and_then(<[i8]>::first_chunk) {
                y = larger(*x, y);
            }
            at = at.wrapping_add_signed(inner.strides[0]);
        }
    });
    y
}
