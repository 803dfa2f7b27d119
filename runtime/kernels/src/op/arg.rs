//! ARG_MAX and ARG_MIN: the first index of the most extreme element along an axis.
//!
//! Semantics: TFLM's `ArgMinMax`.

use crate::op::{Index, Ordered};

/// The axis, given by the elements before it, along it and after it, and the extreme that is
/// searched along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extreme {
    /// Turns of the loop around the axis.
    pub outer: usize,
    /// Length of the axis.
    pub len: usize,
    /// Elements from one entry of the axis to the next.
    pub inner: usize,
    /// Whether the largest element is searched; otherwise the smallest.
    pub largest: bool,
}

/// `y[o][i]` is the first `k` for which `x[o][k][i]` is the most extreme.
#[inline(never)]
pub fn arg<T: Ordered, I: Index>(x: &[T], y: &mut [I], how: &Extreme) {
    let mut outputs = y.iter_mut();
    let mut start = 0_usize;
    for _ in 0..how.outer {
        for inner in 0..how.inner {
            let (mut best, mut found) = (None, 0);
            let mut at = start.wrapping_add(inner);
            for index in 0..how.len {
                let Some(&value) = x.get(at) else { return };
                let is_better = match best {
                    None => true,
                    Some(best) if how.largest => value > best,
                    Some(best) => value < best,
                };
                if is_better {
                    (best, found) = (Some(value), index);
                }
                at = at.wrapping_add(how.inner);
            }
            if let Some(y) = outputs.next() {
                *y = I::of(found);
            }
        }
        start = start.wrapping_add(how.len.wrapping_mul(how.inner));
    }
}
