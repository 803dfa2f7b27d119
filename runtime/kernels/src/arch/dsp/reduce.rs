//! Inner loops of pooling and MEAN, four channels a word.

use core::arch::{asm, naked_asm};

use crate::arch::portable::LANES;

/// Values of int8 whose sum fits a lane of 16 bits: `256 · −128 = −2^15`.
const LANE_VALUES: usize = 256;

/// `sums[l] += Σ x[i · stride + l]` over `count` pixels `i`, for each of the first four channels:
/// 1.1 cycles an element.
///
/// Adds nothing where a pixel is outside of `x`.
#[inline(never)]
pub(crate) fn sum_of_lanes(mut x: &[i8], stride: usize, mut count: usize, sums: &mut [i32; LANES]) {
    while count > 0 {
        let pixels = count.min(LANE_VALUES);
        // No overflow: both are below 2^32, and a pixel has four channels.
        let reach = (pixels as u64 - 1) * stride as u64 + LANES as u64;
        if reach > x.len() as u64 {
            return;
        }
        // SAFETY: 1 to 256 pixels, the last of which ends at `reach`, within `x`.
        let lanes = unsafe { sum_of_pixels(x.as_ptr(), stride, pixels) };
        let lane = |at: u32| i32::from((lanes >> at) as i16);
        for (sum, lane) in sums.iter_mut().zip([lane(0), lane(32), lane(16), lane(48)]) {
            *sum = sum.wrapping_add(lane);
        }
        count -= pixels;
        x = x.get(pixels * stride..).unwrap_or_default();
    }
}

/// Sums of channels 0, 2, 1, 3 in lanes of 16 bits.
///
/// # Safety
/// `count` is in 1 to 256, and four bytes can be read at every multiple of `stride` below
/// `count · stride` from `x` on.
#[unsafe(naked)]
unsafe extern "C" fn sum_of_pixels(x: *const i8, stride: usize, count: usize) -> u64 {
    naked_asm!(
        extension!(),
        "push {{r4-r7, lr}}",
        "add r3, r1, r1, lsl #1",
        "mov r12, #0",
        "mov lr, #0",
        "subs r2, r2, #4",
        "blt 3f",
        "2:",
        "ldr r4, [r0]",
        "ldr r5, [r0, r1]",
        "ldr r6, [r0, r1, lsl #1]",
        "ldr r7, [r0, r3]",
        "add r0, r0, r1, lsl #2",
        "sxtab16 r12, r12, r4",
        "sxtab16 lr, lr, r4, ror #8",
        "sxtab16 r12, r12, r5",
        "sxtab16 lr, lr, r5, ror #8",
        "sxtab16 r12, r12, r6",
        "sxtab16 lr, lr, r6, ror #8",
        "sxtab16 r12, r12, r7",
        "sxtab16 lr, lr, r7, ror #8",
        "subs r2, r2, #4",
        "bge 2b",
        "3:",
        "adds r2, r2, #4",
        "beq 5f",
        "4:",
        "ldr r4, [r0]",
        "add r0, r0, r1",
        "sxtab16 r12, r12, r4",
        "sxtab16 lr, lr, r4, ror #8",
        "subs r2, r2, #1",
        "bne 4b",
        "5:",
        "mov r0, r12",
        "mov r1, lr",
        "pop {{r4-r7, pc}}",
    )
}

/// The larger byte of each pair.
#[inline(always)]
pub(crate) fn maximum_of_lanes(x: [i8; LANES], y: [i8; LANES]) -> [i8; LANES] {
    let word = |bytes: [i8; LANES]| u32::from_le_bytes(bytes.map(i8::cast_unsigned));
    let mut y = word(y);
    // SAFETY: arithmetic on registers. SSUB8 sets a byte's GE flag where its difference is not
    // negative, SEL takes the first operand's byte there.
    unsafe {
        asm!(
            extension!(),
            "ssub8 {t}, {x}, {y}",
            "sel {y}, {x}, {y}",
            x = in(reg) word(x),
            y = inout(reg) y,
            t = out(reg) _,
            options(pure, nomem, nostack),
        );
    }
    y.to_le_bytes().map(u8::cast_signed)
}
