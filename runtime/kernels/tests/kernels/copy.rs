use proptest::prelude::*;
use tiny_model_kernels::op::{Strided, Walk, copy, fill};

use crate::data::{array, tensor};
use crate::oracle::strided::{coordinates, position, strides};

const fn walk<const R: usize>(offset: usize, strides: [isize; R]) -> Walk<R> {
    Walk { offset, strides }
}

/// `y[i][j][k] = x[…]` with the axes in another order.
#[test]
fn transpose() {
    const FROM: [usize; 3] = [3, 5, 7];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let to = order.map(|axis| FROM[axis]);
        let how = Strided::new(
            to,
            walk(0, order.map(|axis| strides(FROM)[axis].cast_signed())),
            walk(0, strides(to).map(usize::cast_signed)),
        );
        proptest!(ProptestConfig::with_cases(16), |(x in tensor(105))| {
            let mut y = [0; 105];
            copy::<_, 105, 105, 3>(&array(&x), &mut y, &how);
            for at in coordinates(&to) {
                let mut from = [0; 3];
                for (i, axis) in at.iter().zip(order) {
                    from[axis] = *i;
                }
                prop_assert_eq!(y[position(&to, &at)], x[position(&FROM, &from)]);
            }
        });
    }
}

proptest! {
    /// `y = x[begin : end : step, …]` in two dimensions, steps of either sign.
    #[test]
    fn strided_slice(
        x in tensor(63), begin in (0usize..7, 0usize..9), step in (1isize..4, 1isize..4),
        back in any::<(bool, bool)>(),
    ) {
        let axis = |begin: usize, len: usize, step: isize, back: bool| {
            let room = if back { begin } else { len - 1 - begin };
            (room / step.unsigned_abs() + 1, if back { -step } else { step })
        };
        let (rows, row_step) = axis(begin.0, 7, step.0, back.0);
        let (columns, column_step) = axis(begin.1, 9, step.1, back.1);
        let how = Strided::<63, 63, 2>::new(
            [rows, columns],
            walk(begin.0 * 9 + begin.1, [9 * row_step, column_step]),
            walk(0, [columns.cast_signed(), 1]),
        );
        let mut y = [0; 63];
        copy(&array(&x), &mut y, &how);
        for i in 0..rows {
            for j in 0..columns {
                let row = begin.0.wrapping_add_signed(row_step * i.cast_signed());
                let column = begin.1.wrapping_add_signed(column_step * j.cast_signed());
                prop_assert_eq!(y[i * columns + j], x[row * 9 + column]);
            }
        }
        prop_assert!(y[rows * columns..].iter().all(|&y| y == 0));
    }

    /// Joins two inputs along the middle axis, with wider elements.
    #[test]
    fn concatenation(x in prop::collection::vec(any::<i32>(), 30)) {
        let mut y = [0; 30];
        let inner = Strided::<12, 30, 2>::new([3, 4], walk(0, [4, 1]), walk(0, [10, 1]));
        copy(&array(&x[..12]), &mut y, &inner);
        let rest = Strided::<18, 30, 2>::new([3, 6], walk(0, [6, 1]), walk(4, [10, 1]));
        copy(&array(&x[12..]), &mut y, &rest);
        for row in 0..3 {
            prop_assert_eq!(&y[10 * row..][..4], &x[4 * row..][..4]);
            prop_assert_eq!(&y[10 * row + 4..][..6], &x[12 + 6 * row..][..6]);
        }
    }

    /// A border around a matrix.
    #[test]
    fn pad(x in tensor(6), value: i8) {
        let mut y = [0; 20];
        fill(&mut y, value);
        let how = Strided::new([2, 3], walk(0, [3, 1]), walk(6, [5, 1]));
        copy(&array::<_, 6>(&x), &mut y, &how);
        let expected: Vec<i8> = coordinates(&[4, 5])
            .iter()
            .map(|at| match (at[0].checked_sub(1), at[1].checked_sub(1)) {
                (Some(row @ 0..2), Some(column @ 0..3)) => x[row * 3 + column],
                _ => value,
            })
            .collect();
        prop_assert_eq!(y.as_slice(), expected);
    }
}

#[test]
#[should_panic(expected = "the loops stay within their tensors")]
fn a_walk_past_the_end_is_refused() {
    let _ = Strided::<6, 5, 1>::new([6], walk(0, [1]), walk(0, [1]));
}

#[test]
#[should_panic(expected = "the loops stay within their tensors")]
fn a_walk_before_the_start_is_refused() {
    let _ = Strided::<6, 6, 1>::new([6], walk(4, [-1]), walk(0, [1]));
}

#[test]
#[should_panic(expected = "no loop is empty")]
fn an_empty_loop_is_refused() {
    let _ = Strided::<6, 6, 2>::new([2, 0], walk(0, [1, 1]), walk(0, [1, 1]));
}
