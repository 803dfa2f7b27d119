//! Nested loops over strided tensors, as data: one body of code for every rank and shape.

/// One loop: its number of turns, and the distance by which each of `S` tensors moves per turn, in
/// elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Loop<const S: usize> {
    pub(crate) len: usize,
    pub(crate) strides: [isize; S],
}

/// Fails to compile unless every position of the loops lies within each tensor.
///
/// `starts` are the tensors' first positions and `lens` their lengths.
pub(crate) const fn check<const S: usize, const R: usize>(
    axes: &[Loop<S>; R],
    starts: [usize; S],
    lens: [usize; S],
) {
    assert!(R > 0, "there is at least one loop");
    let mut s = 0;
    while s < S {
        let (mut lowest, mut highest) = (starts[s] as i128, starts[s] as i128);
        let mut r = 0;
        while r < R {
            assert!(axes[r].len > 0, "no loop is empty");
            let reach = (axes[r].len as i128 - 1) * axes[r].strides[s] as i128;
            if reach < 0 {
                lowest += reach;
            } else {
                highest += reach;
            }
            r += 1;
        }
        assert!(
            lowest >= 0 && highest < lens[s] as i128,
            "the loops stay within their tensors"
        );
        s += 1;
    }
}

/// Returns the total number of turns of all loops.
pub(crate) const fn turns<const S: usize, const R: usize>(axes: &[Loop<S>; R]) -> usize {
    let (mut turns, mut r) = (1, 0);
    while r < R {
        turns *= axes[r].len;
        r += 1;
    }
    turns
}

/// Runs all loops except the innermost, which `body` receives with the position of each tensor.
///
/// Positions wrap instead of overflowing; [`check`] has proved that they do neither.
#[inline(always)]
pub(crate) fn walk<const S: usize, const R: usize>(
    axes: &[Loop<S>; R],
    mut at: [usize; S],
    mut body: impl FnMut([usize; S], &Loop<S>),
) {
    let Some((inner, outer)) = axes.split_last() else {
        return;
    };
    let mut turns = [0; R];
    loop {
        body(at, inner);
        if !advance(&mut turns, outer, &mut at) {
            return;
        }
    }
}

/// Steps to the next position in row-major order; returns false after the last.
#[inline(always)]
fn advance<const S: usize>(turns: &mut [usize], axes: &[Loop<S>], at: &mut [usize; S]) -> bool {
    for (axis, turn) in axes.iter().zip(turns).rev() {
        *turn = turn.wrapping_add(1);
        let again = *turn < axis.len;
        let steps = if again {
            1
        } else {
            1_isize.wrapping_sub_unsigned(axis.len)
        };
        for (at, stride) in at.iter_mut().zip(axis.strides) {
            *at = at.wrapping_add_signed(stride.wrapping_mul(steps));
        }
        if again {
            return true;
        }
        *turn = 0;
    }
    false
}
