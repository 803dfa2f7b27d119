//! ADD without broadcasting: about 14 cycles an element.
//!
//! Of the scales, relative to twice the larger input scale, the larger one's is one half: its
//! input `x` becomes `(x − z)·2^19` without rounding. With the other input's `m, e` and the
//! output's `M, E` (`e = −shift`) and `h = 2^(e−1)`, `H = 2^(E−1)`:
//!
//! ```text
//! p = (x' − z')·2^21                                   twice TFLM's shifted input
//! t = (⌊p·m / 2^32⌉ − [p < 0] + h − z·2^(19+e)) >> e     both roundings, and the other's zero point
//! s = 2·t + x·2^20                                     twice TFLM's sum
//! y = (⌊s·M / 2^32⌉ − [s < 0] + H + Z·2^E) >> E
//! ```
//!
//! ⌊ ⌉ and the addition are one SMMLAR. Rounding ties away from zero subtracts `[x < 0]` of the
//! rounded product; where the factor's sign differs the product is 0 and the outcome the same, as
//! `e, E ≥ 1`. For `e = 0` there is no second rounding.
//!
//! Ranges: `|p| < 2^29`, `|t| < 2^28`; with `e ≤ 3` and `|z| ≤ 2^8` the sum before its shift is
//! below `2^30 + 2^28 + 2^2`. `|s| < 2^29`; with `E ≤ 22` the last is below `2^29 + 2^28 + 2^21`.
#![allow(unsafe_code)]

use core::arch::naked_asm;

use super::clamp::clamp;
use crate::bytes::Io;
use crate::op::Add;
use crate::requantize::Scale;

/// The scale of the input whose scale is the larger.
const HALF: Scale = Scale {
    multiplier: 1 << 30,
    shift: 0,
};

/// The constants of the formulas, in the order of their registers.
#[derive(Debug)]
#[repr(C)]
struct AddConstants {
    /// `−z'·2^21`.
    offset: i32,
    /// `m`.
    multiplier: i32,
    /// `h − z·2^(19+e)`.
    constant: i32,
    /// `e`.
    shift: u32,
    /// `M`.
    output_multiplier: i32,
    /// `H + Z·2^E`.
    output_constant: i32,
    /// `E`.
    output_shift: u32,
}

/// Adds the first elements of both arrays and returns how many: all whole fours, or none if the parameters are
/// outside of the formulas' ranges.
#[inline(always)]
pub(crate) fn add(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], add: &Add) -> usize {
    let done = saturating(io, x2, add);
    clamp(io.y().get_mut(..done).unwrap_or_default(), add.output);
    done
}

/// Adds the elements with outputs saturated to int8, and returns how many.
fn saturating(io: &mut Io<'_, [i8], [i8]>, x2: &[i8], add: &Add) -> usize {
    let count = io.y().len().min(io.x().len()).min(x2.len()) & !3;
    let exact1 = add.input1 == HALF;
    let (x1, y) = io.pointers();
    let (x1, x2) = (x1.cast(), x2.as_ptr());
    let (exact, scaled) = if exact1 { (x1, x2) } else { (x2, x1) };
    let Some(constants) = constants(add, exact1).filter(|_| count > 0) else {
        return 0;
    };
    let core = if constants.shift > 0 {
        elements::<true>
    } else {
        elements::<false>
    };
    // SAFETY: the arrays have `count` elements, a multiple of four above 0.
    unsafe { core(exact, scaled, y.cast(), &constants, count) };
    count
}

/// `None` where a range of the formulas does not hold.
fn constants(add: &Add, exact1: bool) -> Option<AddConstants> {
    let first = (add.input1, add.input1_offset);
    let second = (add.input2, add.input2_offset);
    let ((half, z), (scale, offset)) = if exact1 {
        (first, second)
    } else {
        (second, first)
    };
    let (output, zero_point) = (add.output_scale, add.output.zero_point);
    let e = scale.shift.wrapping_neg().cast_unsigned();
    let output_e = output.shift.wrapping_neg().cast_unsigned();
    let h = |e: u32| 1_i32.wrapping_shl(e) >> 1;
    let fits = half == HALF
        && (0..=3).contains(&e)
        && (1..=22).contains(&output_e)
        && z.unsigned_abs() <= 256
        && offset.unsigned_abs() <= 256;
    fits.then(|| AddConstants {
        offset: offset << 21,
        multiplier: scale.multiplier,
        constant: h(e).wrapping_add(z.wrapping_shl(e.wrapping_add(19))),
        shift: e,
        output_multiplier: output.multiplier,
        output_constant: h(output_e).wrapping_add(zero_point.wrapping_shl(output_e)),
        output_shift: output_e,
    })
}

/// One element: byte `ror / 8` of both words.
macro_rules! element {
    ($ror:literal $at:literal) => {
        concat!(
            "sxtb lr, r11, ror #",
            $ror,
            "\n",
            "add lr, r3, lr, lsl #21\n",
            ".if {ties}\n",
            "add r12, r5, lr, asr #31\n",
            "smmlar lr, lr, r4, r12\n",
            "asr lr, lr, r6\n",
            ".else\n",
            "smmlar lr, lr, r4, r5\n",
            ".endif\n",
            "sxtb r12, r10, ror #",
            $ror,
            "\n",
            "lsl lr, lr, #1\n",
            "add lr, lr, r12, lsl #20\n",
            "add r12, r8, lr, asr #31\n",
            "smmlar lr, lr, r7, r12\n",
            "asr lr, lr, r9\n",
            "ssat lr, #8, lr\n",
            "strb lr, [r2, #",
            $at,
            "]\n",
        )
    };
}

/// The formulas on `count` elements. `TIES` says that `e ≥ 1`.
///
/// # Safety
/// `exact`, `scaled` and `y` are valid for `count` bytes, a multiple of four above 0.
#[unsafe(naked)]
unsafe extern "C" fn elements<const TIES: bool>(
    exact: *const i8,
    scaled: *const i8,
    y: *mut i8,
    constants: &AddConstants,
    count: usize,
) {
    naked_asm!(
        extension!(),
        "ldr r12, [sp]",
        "push {{r4-r11, lr}}",
        "add r12, r12, r2",
        "push {{r12}}",
        "ldm r3, {{r3-r9}}",
        "2:",
        "ldr r10, [r0], #4",
        "ldr r11, [r1], #4",
        element!("0" "0"),
        element!("8" "1"),
        element!("16" "2"),
        element!("24" "3"),
        "ldr r10, [sp]",
        "add r2, r2, #4",
        "cmp r2, r10",
        "bne 2b",
        "pop {{r12}}",
        "pop {{r4-r11, pc}}",
        ties = const TIES as usize,
    )
}
