//! Kernels for any type of elements: they select, gather, resize, reduce and sum.

use alloc::vec::Vec;
use core::array;

use tiny_model_kernels::bytes::{Bool, Io};
use tiny_model_kernels::op::{
    self, Along, BilinearInteger, Cast, Choices, Extreme, Gather, IntegerSum, Largest, Nearest,
    Reduce, Update,
};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::oracle::gemmlowp::multiply_by_quantized_multiplier;
use crate::{Draw, Verdict, compare};

/// Checks CAST from int8 to int32.
pub(crate) fn unary(draw: &mut Draw) -> Verdict {
    let len = draw.size(1..=40);
    let x = draw.tensor(len);
    let mut y = alloc::vec![0_i32; len];
    op::unary(Io::new(x.as_slice(), y.as_mut_slice()), &Cast::new());
    let expected: Vec<i32> = x.iter().map(|&x| x.into()).collect();
    compare(&y, &expected, &x)
}

/// Checks a condition per row, with one input broadcast over rows and one over columns.
pub(crate) fn select(draw: &mut Draw) -> Verdict {
    const ROWS: usize = 5;
    const COLUMNS: usize = 7;
    let how = Choices::new(
        [ROWS, COLUMNS],
        [[1, 0], [0, 1], [COLUMNS, 1]],
        [ROWS, COLUMNS, 35],
    );
    let conditions: [bool; ROWS] = array::from_fn(|_| draw.one_in(2));
    let (x1, x2) = (draw.tensor(COLUMNS), draw.tensor(35));
    let mut y = [0_i8; 35];
    op::select(&conditions.map(Bool::from), &x1, &x2, &mut y, &how);
    let expected: [i8; 35] = array::from_fn(|at| match conditions[at / COLUMNS] {
        true => x1[at % COLUMNS],
        false => x2[at],
    });
    compare(&y, &expected, &(conditions, x1, x2))
}

/// Checks REDUCE_MAX over the middle axis.
pub(crate) fn fold(draw: &mut Draw) -> Verdict {
    let x = draw.tensor(24);
    let how = Reduce::new([(2, 12), (4, 1)], [(3, 4)]);
    let mut y = [0_i8; 8];
    let input: &[i8; 24] = x.first_chunk().expect("as many values");
    op::fold::<Largest<i8>, 24, 8, 2, 1>(input, &mut y, &how);
    let expected: [i8; 8] = array::from_fn(|at| {
        let column = (0..3).map(|k| x[at / 4 * 12 + k * 4 + at % 4]);
        column.max().expect("three values")
    });
    compare(&y, &expected, &x)
}

/// Checks ARG_MAX and ARG_MIN along an axis between others.
pub(crate) fn arg(draw: &mut Draw) -> Verdict {
    let [outer, len, inner] = array::from_fn(|_| draw.size(1..=5));
    let largest = draw.one_in(2);
    let x = draw.tensor(outer * len * inner);
    let how = Extreme {
        outer,
        len,
        inner,
        largest,
    };
    let mut y = alloc::vec![0; outer * inner];
    op::arg(&x, &mut y, &how);
    let expected: Vec<i32> = (0..outer * inner)
        .map(|at| {
            let value = |k: usize| i32::from(x[(at / inner * len + k) * inner + at % inner]);
            let rank = |&k: &usize| (if largest { -value(k) } else { value(k) }, k);
            (0..len).min_by_key(rank).expect("an element") as i32
        })
        .collect();
    compare(&y, &expected, &(how, x))
}

fn sum(draw: &mut Draw) -> IntegerSum {
    let zero_point = i32::from(draw.value());
    IntegerSum {
        start: -zero_point << 19,
        input_offset: -zero_point,
        output_scale: draw.fraction(-24),
        output: draw.output(),
    }
}

/// Returns the output for `count` inputs with the sum `total`.
fn summed(op: &IntegerSum, total: i32, count: i32) -> i8 {
    let Scale { multiplier, shift } = op.output_scale;
    let raw = (total + (count + 1) * op.input_offset) << 19;
    let scaled = multiply_by_quantized_multiplier(raw, multiplier, shift);
    let Output {
        zero_point,
        min,
        max,
    } = op.output;
    (scaled + zero_point).clamp(min, max) as i8
}

/// Checks CUMSUM of int8 in both directions.
pub(crate) fn cumsum(draw: &mut Draw) -> Verdict {
    let [outer, len, inner] = array::from_fn(|_| draw.size(1..=4));
    let [inclusive, reverse] = array::from_fn(|_| draw.one_in(2));
    let (x, op) = (draw.tensor(outer * len * inner), sum(draw));
    let along = Along {
        outer,
        len,
        inner,
        inclusive,
        reverse,
    };
    let mut y = alloc::vec![0; x.len()];
    op::cumsum(&x, &mut y, &op, &along);
    let expected: Vec<i8> = (0..x.len())
        .map(|at| {
            let (start, own) = (at / (len * inner) * len, at / inner % len);
            let is_in = |k: &usize| match (*k == own, reverse) {
                (true, _) => inclusive,
                (false, true) => *k > own,
                (false, false) => *k < own,
            };
            let terms = (0..len).filter(is_in);
            let terms: Vec<i32> = terms
                .map(|k| x[(start + k) * inner + at % inner].into())
                .collect();
            summed(&op, terms.iter().sum(), terms.len() as i32)
        })
        .collect();
    compare(&y, &expected, &(along, op, x))
}

/// Checks ADD_N of three inputs.
pub(crate) fn add_n(draw: &mut Draw) -> Verdict {
    let (len, op) = (draw.size(1..=20), sum(draw));
    let x: [Vec<i8>; 3] = array::from_fn(|_| draw.tensor(len));
    let mut y = alloc::vec![0; len];
    op::add_n(&x.each_ref().map(Vec::as_slice), &mut y, &op);
    let total = |at: usize| x.iter().map(|x| i32::from(x[at])).sum();
    let expected: Vec<i8> = (0..len).map(|at| summed(&op, total(at), 3)).collect();
    compare(&y, &expected, &(op, x))
}

/// Checks pairs of indices, some of them out of range.
pub(crate) fn gather(draw: &mut Draw) -> Verdict {
    let [batches, groups, height, width, slice] = array::from_fn(|_| draw.size(1..=4));
    let tuples = draw.size(1..=5);
    let how = Gather {
        batches,
        groups,
        span: height * width * slice,
        tuples,
        slice,
        dims: [(height, width * slice), (width, slice)],
    };
    let x = draw.tensor(batches * groups * how.span);
    let indices: Vec<i32> = (0..2 * batches * tuples)
        .map(|_| draw.int(-1..=4))
        .collect();
    let mut y = alloc::vec![0; batches * groups * tuples * slice];
    op::gather(&x, &indices, &mut y, &how);
    let expected: Vec<i8> = (0..y.len())
        .map(|at| {
            let (element, tuple) = (at % slice, at / slice % tuples);
            let part = at / slice / tuples;
            let index = |which: usize, len: usize| {
                let index = indices[2 * (part / groups * tuples + tuple) + which];
                index.clamp(0, len as i32 - 1) as usize
            };
            let pixel = index(0, height) * width + index(1, width);
            x[(part * height * width + pixel) * slice + element]
        })
        .collect();
    compare(&y, &expected, &(how, indices, x))
}

/// Checks a box of a matrix at places that are sometimes out of range.
pub(crate) fn update_slice(draw: &mut Draw) -> Verdict {
    let tensor: [usize; 2] = array::from_fn(|_| draw.size(1..=6));
    let update = tensor.map(|len| draw.size(1..=len));
    let start: [i32; 2] = array::from_fn(|_| draw.int(-2..=7));
    let (x, part) = (
        draw.tensor(tensor[0] * tensor[1]),
        draw.tensor(update[0] * update[1]),
    );
    let mut y = x.clone();
    op::update_slice(&part, &start, &mut y, &Update::new(update, tensor));
    let first: [usize; 2] =
        array::from_fn(|axis| start[axis].clamp(0, (tensor[axis] - update[axis]) as i32) as usize);
    let mut expected = x.clone();
    for (at, &value) in part.iter().enumerate() {
        let (row, column) = (first[0] + at / update[1], first[1] + at % update[1]);
        expected[row * tensor[1] + column] = value;
    }
    compare(&y, &expected, &(tensor, update, start, x))
}

/// Checks any rows and columns.
pub(crate) fn resize_nearest(draw: &mut Draw) -> Verdict {
    let size: [usize; 3] = array::from_fn(|_| draw.size(1..=4));
    let images = draw.size(1..=2);
    let [height, width, channels] = size;
    let x = draw.tensor(images * height * width * channels);
    let how = Nearest {
        size,
        rows: array::from_fn::<u16, 3, _>(|_| draw.size(0..=height - 1) as u16),
        columns: array::from_fn::<u16, 5, _>(|_| draw.size(0..=width - 1) as u16),
    };
    let mut y = alloc::vec![0; images * 15 * channels];
    op::resize_nearest(&x, &mut y, &how);
    let expected: Vec<i8> = (0..y.len())
        .map(|at| {
            let (pixel, image) = (at / channels % 15, at / channels / 15);
            let row = usize::from(how.rows[pixel / 5]);
            let column = usize::from(how.columns[pixel % 5]);
            x[((image * height + row) * width + column) * channels + at % channels]
        })
        .collect();
    compare(&y, &expected, &(how, x))
}

/// Checks int8 against the sum of the nearest four pixels in fixed point.
pub(crate) fn resize_bilinear(draw: &mut Draw) -> Verdict {
    let from: [usize; 3] = array::from_fn(|_| draw.size(1..=4));
    let [height, width, channels] = from;
    let to = [draw.size(1..=6), draw.size(1..=6), channels];
    let op = BilinearInteger {
        scales: [0, 1].map(|axis| ((from[axis] << 10) / to[axis]) as i32),
        half_pixel_centers: draw.one_in(2),
    };
    let x = draw.tensor(height * width * channels);
    let mut y = alloc::vec![0; to[0] * to[1] * channels];
    op::resize_bilinear(&x, &mut y, from, to, &op);
    let place = |axis: usize, index: usize| {
        let centre = i64::from(op.half_pixel_centers) * (i64::from(op.scales[axis]) / 2 - 512);
        let at = index as i64 * i64::from(op.scales[axis]) + centre;
        let lower = at.div_euclid(1024).max(0);
        let upper = (at + 1023).div_euclid(1024).min(from[axis] as i64 - 1);
        (lower as usize, upper as usize, at - 1024 * lower)
    };
    let expected: Vec<i8> = (0..y.len())
        .map(|at| {
            let (pixel, channel) = (at / channels, at % channels);
            let (top, bottom, down) = place(0, pixel / to[1]);
            let (first, second, right) = place(1, pixel % to[1]);
            let value = |row: usize, column: usize| {
                i64::from(x[(row * width + column) * channels + channel])
            };
            let upper = value(top, first) * (1024 - right) + value(top, second) * right;
            let lower = value(bottom, first) * (1024 - right) + value(bottom, second) * right;
            let sum = upper * (1024 - down) + lower * down;
            let half = if sum > 0 { 1 << 19 } else { -(1 << 19) };
            ((sum + half) / (1 << 20)) as i8
        })
        .collect();
    compare(&y, &expected, &(op, from, to, x))
}
