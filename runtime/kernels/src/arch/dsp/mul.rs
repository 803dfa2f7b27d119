//! MUL without broadcasting: about 12 cycles an element.
//!
//! With the scale's `m, e` (`e = −shift`), `h = 2^(e−1)` and the product of differences `p`:
//!
//! ```text
//! y = (⌊2·p·m / 2^32⌉ − [p < 0] + h + Z·2^e) >> e
//! ```
//!
//! ⌊ ⌉ and the addition are one SMMLAR. Rounding ties away from zero subtracts `[q < 0]` of the
//! rounded product `q`; where `p < 0` and `q = 0` the outcome is the same, as `e ≥ 1`.
//!
//! Ranges: `|p| ≤ 2^16`; with `e ≤ 22` the sum is below `2^16 + 2^21 + 2^29`.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use super::clamp::clamp;
use crate::bytes::Io;
use crate::op::Mul;

/// The constants of the formula, in the order of their registers.
#[derive(Debug)]
#[repr(C)]
struct MulConstants {
    /// Minus the first input's zero point.
    offset1: i32,
    /// Minus the second input's zero point.
    offset2: i32,
    /// `m`.
    multiplier: i32,
    /// `h + Z·2^e`.
    constant: i32,
    /// `e`.
    shift: u32,
}

/// Multiplies the first elements of both arrays and returns how many: all whole fours, or none if the parameters
/// are outside of the formula's ranges.
#[inline(always)]
pub(crate) fn mul(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], mul: &Mul) -> usize {
    let done = saturating(io, x2, mul);
    clamp(io.y().get_mut(..done).unwrap_or_default(), mul.output);
    done
}

/// Multiplies the elements with outputs saturated to int8, and returns how many.
fn saturating(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], mul: &Mul) -> usize {
    let count = io.y().len().min(io.x().len()).min(x2.len()) & !3;
    let Some(constants) = constants(mul).filter(|_| count > 0) else {
        return 0;
    };
    let (x1, y) = io.pointers();
    // SAFETY: the arrays have `count` elements, a multiple of four above 0.
    unsafe { elements(x1.cast(), x2.as_ptr(), y.cast(), &constants, count) };
    count
}

/// `None` where a range of the formula does not hold.
fn constants(mul: &Mul) -> Option<MulConstants> {
    let e = mul.scale.shift.wrapping_neg().cast_unsigned();
    let fits = (1..=22).contains(&e)
        && mul.input1_offset.unsigned_abs() <= 128
        && mul.input2_offset.unsigned_abs() <= 128;
    fits.then(|| MulConstants {
        offset1: mul.input1_offset,
        offset2: mul.input2_offset,
        multiplier: mul.scale.multiplier,
        constant: (1_i32.wrapping_shl(e) >> 1).wrapping_add(mul.output.zero_point.wrapping_shl(e)),
        shift: e,
    })
}

/// One element: byte `ror / 8` of both words.
macro_rules! element {
    ($ror:literal $at:literal) => {
        concat!(
            "sxtab r10, r3, r8, ror #",
            $ror,
            "\n",
            "sxtab r11, r4, r9, ror #",
            $ror,
            "\n",
            "mul r10, r10, r11\n",
            "add r11, r6, r10, asr #31\n",
            "lsl r10, r10, #1\n",
            "smmlar r10, r10, r5, r11\n",
            "asr r10, r10, r7\n",
            "ssat r10, #8, r10\n",
            "strb r10, [r2, #",
            $at,
            "]\n",
        )
    };
}

/// The formula on `count` elements.
///
/// # Safety
/// `x1`, `x2` and `y` are valid for `count` bytes, a multiple of four above 0.
#[unsafe(naked)]
unsafe extern "C" fn elements(
    x1: *const i8,
    x2: *const i8,
    y: *mut i8,
    constants: &MulConstants,
    count: usize,
) {
    naked_asm!(
        extension!(),
        "ldr r12, [sp]",
        "push {{r4-r11, lr}}",
        "add r12, r12, r2",
        "ldm r3, {{r3-r7}}",
        "2:",
        "ldr r8, [r0], #4",
        "ldr r9, [r1], #4",
        element!("0" "0"),
        element!("8" "1"),
        element!("16" "2"),
        element!("24" "3"),
        "add r2, r2, #4",
        "cmp r2, r12",
        "bne 2b",
        "pop {{r4-r11, pc}}",
    )
}
