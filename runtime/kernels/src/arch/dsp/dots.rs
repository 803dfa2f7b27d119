//! A row of activations times four rows of int8 weights as they lie in flash, and four channels' taps: the
//! sums of layers on int16 activations.
//!
//! SXTB16 expands two of four weights at once, those at even places or those at odd ones; the activations are
//! brought into the same order once for all four rows. Sums wrap.

use core::arch::naked_asm;

use crate::at::At;
use crate::op::layer::Grid;

/// Rows, or channels, of a call.
const ROWS: usize = 4;

/// `sums[r] += Σ x[k] · w[r · stride + k]`, wrapping. Adds nothing where a row ends outside of `w`.
#[inline(never)]
pub(crate) fn dots(sums: &mut [i32], x: &[i16], w: &[i8], stride: usize) {
    each_row(multiply::<i16, false>, sums, x, w, stride);
}

/// The same of int8.
#[inline(never)]
pub(crate) fn dots_of_bytes(sums: &mut [i32], x: &[i8], w: &[i8], stride: usize) {
    each_row(multiply::<i8, true>, sums, x, w, stride);
}

/// [`multiply`] for a type.
type Multiply<X> = unsafe extern "C" fn(*const X, *const i8, usize, usize, *mut [i32; ROWS]);

/// `multiply` reads as many activations as there are.
#[inline(always)]
fn each_row<X>(multiply: Multiply<X>, sums: &mut [i32], x: &[X], w: &[i8], stride: usize) {
    if let Ok(sums) = <&mut [i32; ROWS]>::try_from(&mut *sums) {
        let fits = (w.len().checked_sub(x.len())).is_some_and(|rest| rest / (ROWS - 1) >= stride);
        if fits {
            // SAFETY: `3 · stride + x.len()` weights.
            unsafe { multiply(x.as_ptr(), w.as_ptr(), stride, x.len(), sums) };
        }
        return;
    }
    let mut start = At(0);
    for sum in sums {
        let w = w.get(start.0..).unwrap_or_default();
        let mut sums = [0; ROWS];
        if x.len() <= w.len() {
            // SAFETY: as many weights as activations, four times the same row.
            unsafe { multiply(x.as_ptr(), w.as_ptr(), 0, x.len(), &mut sums) };
        }
        *sum = sum.wrapping_add(sums[0]);
        start += stride;
    }
}

/// `sums[c] +=` the products of all taps of four neighbouring channels `c`, wrapping. Adds nothing where a tap
/// is outside of `x` or `w`.
#[inline(never)]
pub(crate) fn lanes(sums: &mut [i32; ROWS], x: &[i16], w: &[i8], taps: &Grid) {
    let [rows, columns] = taps.count;
    let fits = |len: usize, steps: [usize; 2]| {
        // No overflow: all are below 2^32, and there are far less than 2^31 taps.
        let [rows, columns] = [rows, columns].map(|count| (count as u64).saturating_sub(1));
        let down = rows.wrapping_mul(steps[0] as u64);
        let across = columns.wrapping_mul(steps[1] as u64);
        down.wrapping_add(across).wrapping_add(ROWS as u64) <= len as u64
    };
    if rows > 0 && columns > 0 && fits(x.len(), taps.x) && fits(w.len(), taps.w) {
        let rewind = |[row, column]: [usize; 2]| At(row) - At(columns) * column;
        let steps = Steps {
            x: [taps.x[1].wrapping_mul(2), (rewind(taps.x) * 2).0],
            w: [taps.w[1], rewind(taps.w).0],
            taps: columns,
        };
        // SAFETY: the last tap, which is farthest, has four channels in both.
        unsafe { add_taps(x.as_ptr(), w.as_ptr(), rows, sums, &steps) };
    }
}

/// Bytes from tap to tap, and from the end of a row of them to the next.
#[derive(Debug)]
#[repr(C)]
struct Steps {
    x: [usize; 2],
    w: [usize; 2],
    /// Taps of a row.
    taps: usize,
}

/// Two activations at even places in r10, two at odd ones in r9, times four weights in a register, which is
/// lost with r8.
macro_rules! row {
    ($sum:literal $w:literal) => {
        concat!(
            "sxtb16 r8, ",
            $w,
            "\n sxtb16 ",
            $w,
            ", ",
            $w,
            ", ror #8\n",
            "smlad ",
            $sum,
            ", r8, r10, ",
            $sum,
            "\n",
            "smlad ",
            $sum,
            ", ",
            $w,
            ", r9, ",
            $sum,
            "\n",
        )
    };
}

/// Four activations times four rows of weights, 31 cycles a turn.
///
/// # Safety
/// `x` is readable for `count` values, int8 if they are `BYTES` or else int16, `w` for as many from each of four
/// rows on, `stride` bytes apart.
#[unsafe(naked)]
unsafe extern "C" fn multiply<X, const BYTES: bool>(
    x: *const X,
    w: *const i8,
    stride: usize,
    count: usize,
    sums: *mut [i32; ROWS],
) {
    // r0: x; r1: the first row; r2, r3: once and three times the stride; r4–r7: sums; lr: what is left.
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "ldr r8, [sp, #36]",
        "ldm r8, {{r4, r5, r6, r7}}",
        "mov lr, r3",
        "add r3, r2, r2, lsl #1",
        "subs lr, lr, #4",
        "blo 3f",
        "2:",
        ".if {bytes}",
        "ldr r9, [r0], #4",
        ".else",
        "ldr r9, [r0, #4]",
        "ldr r8, [r0], #8",
        ".endif",
        "ldr r11, [r1, r2]",
        "ldr r12, [r1, r2, lsl #1]",
        ".if {bytes}",
        "sxtb16 r10, r9",
        "sxtb16 r9, r9, ror #8",
        ".else",
        "pkhbt r10, r8, r9, lsl #16",
        "pkhtb r9, r9, r8, asr #16",
        ".endif",
        row!("r5" "r11"),
        row!("r6" "r12"),
        "ldr r11, [r1, r3]",
        "ldr r12, [r1], #4",
        row!("r7" "r11"),
        row!("r4" "r12"),
        "subs lr, lr, #4",
        "bhs 2b",
        "3:",
        "adds lr, lr, #4",
        "beq 5f",
        "4:",
        ".if {bytes}",
        "ldrsb r8, [r0], #1",
        ".else",
        "ldrsh r8, [r0], #2",
        ".endif",
        "ldrsb r9, [r1, r2]",
        "ldrsb r10, [r1, r2, lsl #1]",
        "ldrsb r11, [r1, r3]",
        "ldrsb r12, [r1], #1",
        "mla r5, r8, r9, r5",
        "mla r6, r8, r10, r6",
        "mla r7, r8, r11, r7",
        "mla r4, r8, r12, r4",
        "subs lr, lr, #1",
        "bne 4b",
        "5:",
        "ldr r8, [sp, #36]",
        "stm r8, {{r4, r5, r6, r7}}",
        "pop {{r4-r11, pc}}",
        bytes = const BYTES as usize,
    )
}

/// Four channels of each tap, 15 cycles a turn.
///
/// # Safety
/// `x` and `w` are readable for four values from each tap of `rows` rows on. There is at least one.
#[unsafe(naked)]
unsafe extern "C" fn add_taps(
    x: *const i16,
    w: *const i8,
    rows: usize,
    sums: *mut [i32; ROWS],
    steps: *const Steps,
) {
    // r0, r1: x and weights of a tap; r2: rows left; r3: taps left; r4–r7: sums; r8, r9: steps.
    naked_asm!(
        extension!(),
        "push {{r3-r11, lr}}",
        "ldr lr, [sp, #40]",
        "ldm r3, {{r4, r5, r6, r7}}",
        "ldr r8, [lr]",
        "ldr r9, [lr, #8]",
        "1:",
        "ldr r3, [lr, #16]",
        "2:",
        "ldr r12, [r1]",
        "ldr r10, [r0]",
        "ldr r11, [r0, #4]",
        "add r0, r0, r8",
        "add r1, r1, r9",
        "sxtb16 lr, r12",
        "sxtb16 r12, r12, ror #8",
        "smlabb r4, r10, lr, r4",
        "smlatb r5, r10, r12, r5",
        "smlabt r6, r11, lr, r6",
        "smlatt r7, r11, r12, r7",
        "subs r3, r3, #1",
        "bne 2b",
        "ldr lr, [sp, #40]",
        "ldr r10, [lr, #4]",
        "ldr r11, [lr, #12]",
        "add r0, r0, r10",
        "add r1, r1, r11",
        "subs r2, r2, #1",
        "bne 1b",
        "pop {{r3}}",
        "stm r3, {{r4, r5, r6, r7}}",
        "pop {{r4-r11, pc}}",
    )
}
