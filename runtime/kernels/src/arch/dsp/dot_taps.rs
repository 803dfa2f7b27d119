//! The taps of four neighbouring channels times their int8 weights as they lie in flash: DEPTHWISE_CONV_2D of int16
//! activations. Sums wrap.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use crate::at::At;
use crate::op::layer::Grid;

/// Channels of a call.
const CHANNELS: usize = 4;

/// `sums[c] +=` the products of all taps of four neighbouring channels `c`, wrapping. Adds nothing where a tap
/// is outside of `x` or `w`.
#[inline(never)]
pub(crate) fn lanes(sums: &mut [i32; CHANNELS], x: &[i16], w: &[i8], taps: &Grid) {
    let [rows, columns] = taps.count;
    let fits = |len: usize, steps: [usize; 2]| {
        // No overflow: all are below 2^32, and there are far fewer than 2^31 taps.
        let [rows, columns] = [rows, columns].map(|count| (count as u64).saturating_sub(1));
        let down = rows.wrapping_mul(steps[0] as u64);
        let across = columns.wrapping_mul(steps[1] as u64);
        down.wrapping_add(across).wrapping_add(CHANNELS as u64) <= len as u64
    };
    if rows > 0 && columns > 0 && fits(x.len(), taps.x) && fits(w.len(), taps.w) {
        let rewind = |[row, column]: [usize; 2]| At(row) - At(columns) * column;
        let steps = TapSteps {
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
struct TapSteps {
    x: [usize; 2],
    w: [usize; 2],
    /// Taps of a row.
    taps: usize,
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
    sums: *mut [i32; CHANNELS],
    steps: *const TapSteps,
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
