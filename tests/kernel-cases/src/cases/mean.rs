//! MEAN over any axes of three.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Mean, Reduce, mean, overlap};

use super::rows::over;
use crate::oracle::requantize;
use crate::oracle::strided::{coordinates, position, strides};
use crate::{Draw, Verdict};

/// `shape::<…>` for each shape, number of outputs, and lists of axes that stay and that are
/// reduced. An empty list has one element, which is no axis.
macro_rules! shapes {
    ($draw:ident: $([$a:expr, $b:expr, $c:expr] -> $out:expr, $kept:expr, $gone:expr;)*) => {
        one_of!($draw, [$(|draw| shape::<{ $a * $b * $c }, $out, _, _>(
            draw, [$a, $b, $c], $kept, $gone,
        )),*])
    };
}

/// No axis.
const NONE: usize = 3;

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    shapes! { draw:
        [3, 7, 4] -> 12, [0, 2], [1];
        [3, 7, 4] -> 21, [0, 1], [2];
        [3, 7, 4] -> 28, [1, 2], [0];
        [3, 7, 4] -> 4, [2], [0, 1];
        [3, 7, 4] -> 7, [1], [0, 2];
        [3, 7, 4] -> 1, [NONE], [0, 1, 2];
        [5, 5, 9] -> 9, [2], [0, 1];
        [1, 49, 3] -> 3, [2], [0, 1];
        [4, 4, 64] -> 64, [2], [0, 1];
        [6, 1, 1] -> 6, [0], [1];
        [2, 3, 33] -> 6, [0, 1], [2];
        [1, 1, 1] -> 1, [NONE], [0];
    }
}

fn shape<const IN: usize, const OUT: usize, const K: usize, const R: usize>(
    draw: &mut Draw,
    shape: [usize; 3],
    kept: [usize; K],
    gone: [usize; R],
) -> Verdict {
    let axis = |axis: usize| match shape.get(axis) {
        Some(&len) => (len, strides(shape)[axis]),
        None => (1, 0),
    };
    let how = Reduce::<IN, OUT, K, R>::new(kept.map(axis), gone.map(axis));
    let count = (IN / OUT) as i64;
    let zero_point = i64::from(draw.value());
    let scale = draw.scale(128 * count, 255 * count);
    let output = draw.output();
    let bias = -(zero_point * count) as i32;
    let values = draw.tensor(IN);
    let p = Mean {
        bias,
        scale,
        output,
    };
    let mut sums = [0; OUT];
    let stays = |axis: &usize| !gone.contains(axis);
    let small = Vec::from_iter((0..3).filter(stays).map(|axis| shape[axis]));
    for at in coordinates(&shape) {
        let to = Vec::from_iter((0..3).filter(stays).map(|axis| at[axis]));
        let x = values[position(&shape, &at)];
        sums[position(&small, &to)] += i64::from(x) - zero_point;
    }
    let expected = sums.map(|sum| requantize(sum, scale, output));
    let mut run = |io: Io<'_, [i8], [i8]>| mean(io, &p, &how);
    let overlap = overlap::mean(&kept.map(axis));
    over(draw, overlap, &values, &expected, &mut run).with(&(shape, gone, p, &values))
}
