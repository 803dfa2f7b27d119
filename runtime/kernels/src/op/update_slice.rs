//! DYNAMIC_UPDATE_SLICE: overwrites a box of a tensor at a place that is known at run time.
//!
//! Semantics: TFLM's `EvalImpl`: a place at which the box would not fit is moved back until it does.

use crate::bytes::Plain;
use crate::op::Index;
use crate::op::walk::{Loop, walk};

/// The box: for each dimension its length, the tensor's length, and the tensor's step in elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update<const R: usize> {
    axes: [Loop<1>; R],
    lens: [usize; R],
}

impl<const R: usize> Update<R> {
    /// Creates the box from its dimensions and those of the tensor, which are no smaller.
    ///
    /// In a const context, a box larger than the tensor is a compile error.
    pub const fn new(update: [usize; R], tensor: [usize; R]) -> Self {
        let mut axes = [Loop {
            len: 0,
            strides: [1],
        }; R];
        let (mut r, mut stride) = (R, 1);
        while r > 0 {
            r -= 1;
            assert!(
                0 < update[r] && update[r] <= tensor[r],
                "the box fits into the tensor"
            );
            axes[r] = Loop {
                len: update[r],
                strides: [stride],
            };
            stride *= tensor[r].cast_signed();
        }
        Self { axes, lens: tensor }
    }
}

/// `y[start + i] = update[i]` for all coordinates `i` of the box.
#[inline(never)]
pub fn update_slice<T: Plain, I: Index, const R: usize>(
    mut update: &[T],
    start: &[I],
    y: &mut [T],
    how: &Update<R>,
) {
    let mut first = 0_usize;
    for ((start, axis), len) in start.iter().zip(&how.axes).zip(how.lens) {
        let places = len.wrapping_sub(axis.len).wrapping_add(1);
        let [stride] = axis.strides;
        first = first.wrapping_add(start.within(places).wrapping_mul(stride.cast_unsigned()));
    }
    walk(&how.axes, [first], |[at], inner| {
        let Some((run, rest)) = update.split_at_checked(inner.len) else {
            return;
        };
        update = rest;
        if let Some(y) = y.get_mut(at..).and_then(|y| y.get_mut(..inner.len)) {
            for (y, x) in y.iter_mut().zip(run) {
                *y = *x;
            }
        }
    });
}
