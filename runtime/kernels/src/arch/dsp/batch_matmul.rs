//! BATCH_MATMUL of int8 and int16: four columns of the second input become half-words in scratch, and meet all
//! rows of the first.
//!
//! # Scratch
//! Each four `k` are two words of each of the columns `a b c d`, of which those of the first half of the four come
//! first: `a b c d a b c d`. For int8 the halves are `k0 k2` and `k1 k3`, the order in which SXTB16 expands bytes,
//! with the zero point subtracted; for int16 `k0 k1` and `k2 k3`. What fills the last four is 0. Then comes room
//! for a row of the first input, which is copied where its values are no neighbours or fill no fours.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use crate::at::At;
use crate::op::BatchMatmul;
use crate::op::layer::{Arithmetic, Int8, Int16Pair};

/// Columns that are computed at once.
const COLUMNS: usize = 4;

/// Values of a row in a turn of the loops.
const TURN: usize = 4;

/// Words of a turn of all columns.
const WORDS: usize = 2 * COLUMNS;

/// BATCH_MATMUL of int8.
///
/// For `x' = x1 − z1` and `w = x2 − z2`, `Σ x'·w = Σ x1·w − z1 · Σ w`: the second sum is that of a column.
#[inline(never)]
pub fn batch_matmul_int8(
    x1: &[i8],
    x2: &[i8],
    y: &mut [i8],
    scratch: &mut [u32],
    how: &BatchMatmul,
    arithmetic: &Int8<'_>,
) {
    let [zero1, zero2] = arithmetic.zero_points;
    let halves = |[a, b, c, d]: [i8; TURN]| {
        let [a, b, c, d] = [a, b, c, d].map(|w| i32::from(w).wrapping_sub(zero2));
        [(a, c), (b, d)]
    };
    let four = |x: [i8; TURN]| [u32::from_le_bytes(x.map(i8::cast_unsigned)), 0];
    let offset = |sum: i32| zero1.wrapping_mul(sum).wrapping_neg();
    let inputs = [(x1, 0), (x2, zero2 as i8)];
    each_row(
        how,
        inputs,
        scratch,
        halves,
        four,
        |row: MatrixRow<'_, i8>| {
            let mut sums = row.sums.map(offset);
            // SAFETY: a row of whole fours, and eight words of each.
            unsafe {
                multiply_int8(
                    row.x,
                    row.columns.as_ptr(),
                    row.columns.len() / WORDS,
                    &mut sums,
                )
            };
            let y = y.get_mut(row.y..).unwrap_or_default();
            for (y, &sum) in y.iter_mut().zip(sums.iter().take(row.count)) {
                *y = arithmetic.finish(sum, 0);
            }
        },
    );
}

/// BATCH_MATMUL of int16.
#[inline(never)]
pub fn batch_matmul_int16(
    x1: &[i16],
    x2: &[i16],
    y: &mut [i16],
    scratch: &mut [u32],
    how: &BatchMatmul,
    arithmetic: &Int16Pair,
) {
    let halves = |w: [i16; TURN]| {
        let [a, b, c, d] = w.map(i32::from);
        [(a, b), (c, d)]
    };
    let four = |x: [i16; TURN]| {
        let [a, b, c, d] = x.map(i32::from);
        [pair(a, b), pair(c, d)]
    };
    let inputs = [(x1, 0), (x2, 0)];
    each_row(
        how,
        inputs,
        scratch,
        halves,
        four,
        |row: MatrixRow<'_, i16>| {
            let mut sums = [0; COLUMNS];
            // SAFETY: a row of whole fours, and eight words of each.
            unsafe {
                multiply_int16(
                    row.x,
                    row.columns.as_ptr(),
                    row.columns.len() / WORDS,
                    &mut sums,
                )
            };
            let y = y.get_mut(row.y..).unwrap_or_default();
            for (y, &sum) in y.iter_mut().zip(sums.iter().take(row.count)) {
                *y = arithmetic.finish(sum, 0);
            }
        },
    );
}

/// A row of the first input and some columns of the second.
struct MatrixRow<'a, T> {
    /// The values, as many as a column has half-words.
    x: *const T,
    columns: &'a [u32],
    /// Sums of the columns' values, modulo 2^32.
    sums: [i32; COLUMNS],
    /// How many columns there are.
    count: usize,
    /// The first of their outputs.
    y: usize,
}

/// Goes over all rows, for each four columns.
///
/// Inputs come with what stands for 0 in them; `halves` says which values of four are a word of a column,
/// `four` how four values lie in the first input: in one word, or in two.
#[inline(always)]
fn each_row<T: Copy>(
    how: &BatchMatmul,
    [(x1, zero1), (x2, zero2)]: [(&[T], T); 2],
    scratch: &mut [u32],
    halves: impl Fn([T; TURN]) -> [(i32, i32); 2],
    four: impl Fn([T; TURN]) -> [u32; 2],
    mut compute: impl FnMut(MatrixRow<'_, T>),
) {
    let [rows, columns] = how.output;
    let turns = how.depth.div_ceil(TURN);
    let Some((packed, copy)) = scratch.split_at_mut_checked(turns.wrapping_mul(WORDS)) else {
        return;
    };
    // A word for each byte of an element.
    let Some(copy) = copy.get_mut(..turns.wrapping_mul(size_of::<T>())) else {
        return;
    };
    if turns == 0 {
        return;
    }
    let in_place = how.x1[1] == 1 && how.depth.is_multiple_of(TURN);
    for matrix in 0..how.batch.into_iter().fold(1, usize::wrapping_mul) {
        let [start1, start2] = starts(how, matrix);
        for first in (0..columns.div_ceil(COLUMNS)).map(|block| At(block) * COLUMNS) {
            let count = (At(columns) - first).0.min(COLUMNS);
            let mut sums = [0; COLUMNS];
            for (column, sum) in (0..count).zip(&mut sums) {
                let line = Line {
                    x: x2,
                    start: start2 + (first + column) * how.x2[0],
                    step: how.x2[1],
                    zero: zero2,
                };
                *sum = line.pack(how.depth, column, packed, &halves);
            }
            for row in 0..rows {
                let line = Line {
                    x: x1,
                    start: start1 + At(row) * how.x1[0],
                    step: how.x1[1],
                    zero: zero1,
                };
                let x = match x1.get(line.start.run(how.depth)) {
                    Some(x) if in_place => x.as_ptr(),
                    _ => line.copy(how.depth, copy, &four),
                };
                compute(MatrixRow {
                    x,
                    columns: packed,
                    sums,
                    count,
                    y: ((At(matrix) * rows + row) * columns + first).0,
                });
            }
        }
    }
}

/// Where a matrix of the output finds those of the inputs.
#[inline(always)]
fn starts(how: &BatchMatmul, matrix: usize) -> [At; 2] {
    let [_, middle, inner] = how.batch;
    let outside = matrix.checked_div(inner).unwrap_or_default();
    let at = [
        outside.checked_div(middle).unwrap_or_default(),
        outside.checked_rem(middle).unwrap_or_default(),
        matrix.checked_rem(inner).unwrap_or_default(),
    ];
    how.batch_strides
        .map(|[a, b, c]| At(at[0]) * a + At(at[1]) * b + At(at[2]) * c)
}

/// Values a step apart.
struct Line<'a, T> {
    x: &'a [T],
    start: At,
    step: usize,
    zero: T,
}

impl<T: Copy> Line<'_, T> {
    /// Writes the values as one of the columns and returns their sum, modulo 2^32.
    #[inline(always)]
    fn pack(
        &self,
        depth: usize,
        column: usize,
        packed: &mut [u32],
        halves: impl Fn([T; TURN]) -> [(i32, i32); 2],
    ) -> i32 {
        let mut sum = 0_i32;
        let mut first = At(0);
        for words in packed.chunks_exact_mut(WORDS) {
            let (words, _) = words.as_chunks_mut::<COLUMNS>();
            for (words, (a, b)) in words.iter_mut().zip(halves(self.four(first, depth))) {
                sum = sum.wrapping_add(a).wrapping_add(b);
                if let Some(word) = words.get_mut(column) {
                    *word = pair(a, b);
                }
            }
            first += TURN;
        }
        sum
    }

    /// Copies the values to `room`, one after the other; they fill it.
    #[inline(always)]
    fn copy(
        &self,
        depth: usize,
        room: &mut [u32],
        four: impl Fn([T; TURN]) -> [u32; 2],
    ) -> *const T {
        let mut first = At(0);
        for words in room.chunks_exact_mut(size_of::<T>()) {
            for (word, value) in words.iter_mut().zip(four(self.four(first, depth))) {
                *word = value;
            }
            first += TURN;
        }
        room.as_ptr().cast()
    }

    /// The values of a turn, from the `first` on; zeros from `depth` on.
    #[inline(always)]
    fn four(&self, first: At, depth: usize) -> [T; TURN] {
        let mut at = self.start + first * self.step;
        let mut next = |is_there: bool| {
            let value = if is_there { self.x.get(at.0) } else { None };
            at += self.step;
            value.copied().unwrap_or(self.zero)
        };
        if first + TURN <= At(depth) {
            return core::array::from_fn(|_| next(true));
        }
        core::array::from_fn(|k| next(first + k < At(depth)))
    }
}

/// Two half-words.
#[inline(always)]
fn pair(low: i32, high: i32) -> u32 {
    (low.cast_unsigned() & 0xffff) | high.cast_unsigned() << 16
}

/// `sums[c] += Σ x[k] · columns[k][c]`, 26 cycles for four `k`.
///
/// # Safety
/// `x` is readable for `4 · turns` values, `columns` for `8 · turns` words; there is a turn.
#[unsafe(naked)]
unsafe extern "C" fn multiply_int8(
    x: *const i8,
    columns: *const u32,
    turns: usize,
    sums: *mut [i32; COLUMNS],
) {
    naked_asm!(
        extension!(),
        "push {{r3-r11, lr}}",
        "ldm r3, {{r4, r5, r6, r7}}",
        "2:",
        "ldr r9, [r0], #4",
        "ldm r1!, {{r3, r10, r11, r12}}",
        "sxtb16 r8, r9",
        "sxtb16 r9, r9, ror #8",
        "smlad r4, r8, r3, r4",
        "smlad r5, r8, r10, r5",
        "smlad r6, r8, r11, r6",
        "smlad r7, r8, r12, r7",
        "ldm r1!, {{r3, r10, r11, r12}}",
        "smlad r4, r9, r3, r4",
        "smlad r5, r9, r10, r5",
        "smlad r6, r9, r11, r6",
        "smlad r7, r9, r12, r7",
        "subs r2, r2, #1",
        "bne 2b",
        "pop {{r3}}",
        "stm r3, {{r4, r5, r6, r7}}",
        "pop {{r4-r11, pc}}",
    )
}

/// `sums[c] += Σ x[k] · columns[k][c]` of int16, whose sums have 64 bits: 31 cycles for four `k`.
///
/// # Safety
/// `x` is readable for `4 · turns` values, `columns` for `8 · turns` words; there is a turn.
#[unsafe(naked)]
unsafe extern "C" fn multiply_int16(
    x: *const i16,
    columns: *const u32,
    turns: usize,
    sums: *mut [i64; COLUMNS],
) {
    naked_asm!(
        extension!(),
        "push {{r3-r11, lr}}",
        "ldm r3, {{r4, r5, r6, r7, r8, r9, r10, r11}}",
        "2:",
        ".rept 2",
        "ldr r3, [r0], #4",
        "ldm r1!, {{r12, lr}}",
        "smlald r4, r5, r12, r3",
        "smlald r6, r7, lr, r3",
        "ldm r1!, {{r12, lr}}",
        "smlald r8, r9, r12, r3",
        "smlald r10, r11, lr, r3",
        ".endr",
        "subs r2, r2, #1",
        "bne 2b",
        "pop {{r3}}",
        "stm r3, {{r4, r5, r6, r7, r8, r9, r10, r11}}",
        "pop {{r4-r11, pc}}",
    )
}
