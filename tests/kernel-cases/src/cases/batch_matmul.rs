//! Products of matrices.

use alloc::vec::Vec;

use tiny_model_kernels::op::layer::{Arithmetic, Int8, Int16Pair};
use tiny_model_kernels::op::{self, BatchMatmul};

use super::layer::{int16s, range, scales};
use crate::{Draw, Verdict, compare};

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    let depth = draw.size(1..=5);
    let how = matrices(draw, depth);
    match draw.one_in(2) {
        true => by_int8(draw, &how, |x1, x2, y, how, a| {
            op::batch_matmul(x1, x2, y, how, a);
        }),
        false => by_int16(draw, &how, op::batch_matmul),
    }
}

tiny_model_kernels::dsp! {
    /// The word at the end of scratch.
    const GUARD: u32 = 0xa5a5_a5a5;

    pub(crate) fn int8_by_columns(draw: &mut Draw) -> Verdict {
        let depth = draw.size(1..=19);
        let how = matrices(draw, depth);
        let mut scratch = alloc::vec![GUARD; depth.div_ceil(4) * 9 + 1];
        let (end, free) = scratch.split_last_mut().expect("a word");
        let verdict = by_int8(draw, &how, |x1, x2, y, how, arithmetic| {
            tiny_model_kernels::arch::dsp::batch_matmul_int8(x1, x2, y, free, how, arithmetic);
        });
        assert_eq!(*end, GUARD, "past scratch");
        verdict
    }

    pub(crate) fn int16_by_columns(draw: &mut Draw) -> Verdict {
        let depth = draw.size(1..=19);
        let how = matrices(draw, depth);
        let mut scratch = alloc::vec![GUARD; depth.div_ceil(4) * 10 + 1];
        let (end, free) = scratch.split_last_mut().expect("a word");
        let verdict = by_int16(draw, &how, |x1, x2, y, how, arithmetic| {
            tiny_model_kernels::arch::dsp::batch_matmul_int16(x1, x2, y, free, how, arithmetic);
        });
        assert_eq!(*end, GUARD, "past scratch");
        verdict
    }
}

fn matrices(draw: &mut Draw, depth: usize) -> BatchMatmul {
    let batch = [(); 3].map(|()| draw.size(1..=2));
    let output @ [rows, columns] = [(); 2].map(|()| draw.size(1..=6));
    let strides = [rows * depth, columns * depth].map(|size| {
        let all = [batch[1] * batch[2] * size, batch[2] * size, size];
        all.map(|stride| if draw.one_in(3) { 0 } else { stride })
    });
    let lines = [rows, columns].map(|lines| match draw.one_in(2) {
        true => [depth, 1],
        false => [1, lines],
    });
    BatchMatmul {
        batch,
        batch_strides: strides,
        output,
        depth,
        x1: lines[0],
        x2: lines[1],
    }
}

/// Returns the numbers of elements of the inputs.
fn lengths(how: &BatchMatmul) -> [usize; 2] {
    let images: usize = how.batch.iter().product();
    how.output.map(|lines| images * lines * how.depth)
}

fn by_int8(
    draw: &mut Draw,
    how: &BatchMatmul,
    run: impl FnOnce(&[i8], &[i8], &mut [i8], &BatchMatmul, &Int8<'_>),
) -> Verdict {
    let x = lengths(how).map(|length| draw.tensor(length));
    let arithmetic = Int8 {
        zero_points: [draw.value(), draw.value()].map(i32::from),
        bias: &[],
        scales: &[draw.scale(1 << 14, 1 << 20)],
        output: draw.output(),
    };
    product(how, &x, &arithmetic, 0, run)
}

fn by_int16(
    draw: &mut Draw,
    how: &BatchMatmul,
    run: impl FnOnce(&[i16], &[i16], &mut [i16], &BatchMatmul, &Int16Pair),
) -> Verdict {
    let x = lengths(how).map(|length| int16s(draw, length));
    let scale = scales(draw, 1)[0];
    let output = range(draw);
    product(how, &x, &Int16Pair { scale, output }, 0, run)
}

/// Checks the kernel against sums of single products, which the tests of layers cover.
fn product<A: Arithmetic<W = <A as Arithmetic>::X>>(
    how: &BatchMatmul,
    [x1, x2]: &[Vec<A::X>; 2],
    arithmetic: &A,
    filler: i8,
    run: impl FnOnce(&[A::X], &[A::X], &mut [A::Y], &BatchMatmul, &A),
) -> Verdict
where
    A::X: core::fmt::Debug,
    A::Y: Clone + PartialEq + core::fmt::Debug + From<i8>,
{
    let [b0, b1, b2] = how.batch;
    let [rows, columns] = how.output;
    let mut expected = Vec::new();
    for i in 0..b0 * b1 * b2 * rows * columns {
        let (matrix, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
        let batch = [matrix / (b1 * b2), matrix / b2 % b1, matrix % b2];
        let [from1, from2] = how
            .batch_strides
            .map(|strides| (0..3).map(|r| strides[r] * batch[r]).sum::<usize>());
        let products = (0..how.depth).map(|k| {
            let at1 = from1 + row * how.x1[0] + k * how.x1[1];
            (x1[at1], x2[from2 + column * how.x2[0] + k * how.x2[1]])
        });
        let sum = products.fold(A::Sum::default(), |sum, (a, b)| arithmetic.add(sum, a, b));
        expected.push(arithmetic.finish(sum, 0));
    }
    let mut y = alloc::vec![A::Y::from(filler); expected.len()];
    run(x1, x2, &mut y, how, arithmetic);
    compare(&y, &expected, &(how, x1, x2))
}
