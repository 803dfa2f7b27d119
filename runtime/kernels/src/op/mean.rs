//! MEAN: `y = clamp(zp_y + scale · (Σ x − zp_x · count))`.
//!
//! Semantics: TFLM's `reference_ops::QuantizedMeanOrSum`, which its int8 MEAN uses for every rank,
//! every set of axes, and equal quantization too. The compiler folds `1 / count` into the scale as
//! that function does:
//!
//! ```text
//! shift    = min(63 − leading_zeros(count), 32, 31 + scale.shift)
//! multiplier = (scale.multiplier << shift) / count        in i64, truncating
//! shift    = scale.shift − shift
//! ```
//!
//! SUM does the same without this step. Range: `|Σ| ≤ 2^7 · count`, which fits i32 for any tensor
//! of a microcontroller; the compiler rejects more than `2^23` elements per output.

use crate::at::At;
use crate::bytes::Io;
use crate::integer::Integer;
use crate::op::reduce::reduce;
use crate::op::walk::{Loop, check, turns, walk};
use crate::overlap::Overlap;
use crate::requantize::{Output, Scale};

/// The parameters of a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// `−zp_x · count`.
    pub bias: i32,
    /// The input's scale over the output's and over `count`.
    pub scale: Scale,
    /// Zero point and range of the output.
    pub output: Output,
}

impl Mean {
    /// Returns the mean of the elements with the sum `sum`.
    #[inline(always)]
    pub(crate) fn of<T: Integer>(&self, sum: i32) -> T {
        self.output
            .clamp_as(self.scale.apply(sum.wrapping_add(self.bias)))
    }
}

/// The mapping of each of `OUT` elements to its summands among `IN`: loops over outputs around
/// loops over summands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduce<const IN: usize, const OUT: usize, const K: usize, const R: usize> {
    pub(crate) kept: [Loop<1>; K],
    pub(crate) reduced: [Loop<1>; R],
}

impl<const IN: usize, const OUT: usize, const K: usize, const R: usize> Reduce<IN, OUT, K, R> {
    /// Creates the loops from the lengths and input strides of the axes that stay, in the output's
    /// order, and of the axes that are reduced. Each list has at least one axis; `(1, 0)` stands
    /// for none.
    ///
    /// In a const context, a loop that leaves a tensor is a compile error.
    pub const fn new(kept: [(usize, usize); K], reduced: [(usize, usize); R]) -> Self {
        let this = Self {
            kept: axes(kept),
            reduced: axes(reduced),
        };
        let highest = highest(kept);
        check(&this.kept, [0], [IN]);
        check(&this.reduced, [highest], [IN]);
        assert!(
            turns(&this.kept) == OUT,
            "the loops write every output once"
        );
        this
    }

    /// Returns the loops over outputs, and the loops over the summands of each.
    pub(crate) const fn axes(&self) -> (&[Loop<1>; K], &[Loop<1>; R]) {
        (&self.kept, &self.reduced)
    }
}

const fn axes<const R: usize>(dims: [(usize, usize); R]) -> [Loop<1>; R] {
    let mut axes = [Loop {
        len: 0,
        strides: [0],
    }; R];
    let mut r = 0;
    while r < R {
        axes[r] = Loop {
            len: dims[r].0,
            strides: [dims[r].1.cast_signed()],
        };
        r += 1;
    }
    axes
}

/// Returns the last position of the loops.
const fn highest<const R: usize>(dims: [(usize, usize); R]) -> usize {
    let (mut at, mut r) = (0, 0);
    while r < R {
        at += (dims[r].0 - 1) * dims[r].1;
        r += 1;
    }
    at
}

/// MEAN over a strided description of the input.
#[inline(always)]
pub fn mean<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    io: Io<'_, [i8], [i8]>,
    mean: &Mean,
    how: &Reduce<IN, OUT, K, R>,
) {
    means(io, mean, &how.kept, &how.reduced);
}

/// The code that all shapes of a rank share.
#[inline(never)]
fn means<const K: usize, const R: usize>(
    mut io: Io<'_, [i8], [i8]>,
    mean: &Mean,
    kept: &[Loop<1>; K],
    reduced: &[Loop<1>; R],
) {
    let finish = |sum| mean.of(sum);
    let mut to = At(0);
    walk(kept, [0], |[mut at], inner| {
        // Neighboring channels are summed together.
        let (turns, together) = if inner.strides == [1] {
            (1, inner.len)
        } else {
            (inner.len, 1)
        };
        for _ in 0..turns {
            reduce(&mut io, at, to.run(together), reduced, finish);
            at = at.wrapping_add_signed(inner.strides[0]);
            to += together;
        }
    });
}

/// Returns how far the output may lie over the input where the axes `kept` stay, as in
/// [`Reduce::new`]: element by element.
///
/// Channels that are summed together make no difference: each byte that they write moves the start of
/// their reads by one byte.
pub fn overlap(kept: &[(usize, usize)]) -> Overlap {
    let outputs = kept.iter().map(|(len, _)| len).product();
    let read = |output: usize| {
        let (mut at, mut rest) = (0, output);
        for (len, stride) in kept.iter().rev() {
            at += rest % len * stride;
            rest /= len;
        }
        at
    };
    Overlap::of_reads(outputs, read, |output| output + 1)
}
