//! Sums and maxima over pixels, four channels a word: AVERAGE_POOL_2D, MAX_POOL_2D and MEAN of int8.
#![allow(unsafe_code)]

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
        x = x.get(pixels.wrapping_mul(stride)..).unwrap_or_default();
    }
}

/// Sums of the channels `0 2` in r12 and `1 3` in lr, over r2 pixels from r0 on, r1 bytes from one to the
/// next, three times that in a register. Takes r4–r7.
macro_rules! pixels {
    ($three:literal) => {
        concat!(
            "mov r12, #0\n",
            "mov lr, #0\n",
            "subs r2, r2, #4\n",
            "blt 3f\n",
            "2:\n",
            "ldr r4, [r0]\n",
            "ldr r5, [r0, r1]\n",
            "ldr r6, [r0, r1, lsl #1]\n",
            "ldr r7, [r0, ",
            $three,
            "]\n",
            "add r0, r0, r1, lsl #2\n",
            "sxtab16 r12, r12, r4\n",
            "sxtab16 lr, lr, r4, ror #8\n",
            "sxtab16 r12, r12, r5\n",
            "sxtab16 lr, lr, r5, ror #8\n",
            "sxtab16 r12, r12, r6\n",
            "sxtab16 lr, lr, r6, ror #8\n",
            "sxtab16 r12, r12, r7\n",
            "sxtab16 lr, lr, r7, ror #8\n",
            "subs r2, r2, #4\n",
            "bge 2b\n",
            "3:\n",
            "adds r2, r2, #4\n",
            "beq 5f\n",
            "4:\n",
            "ldr r4, [r0]\n",
            "add r0, r0, r1\n",
            "sxtab16 r12, r12, r4\n",
            "sxtab16 lr, lr, r4, ror #8\n",
            "subs r2, r2, #1\n",
            "bne 4b\n",
            "5:\n",
        )
    };
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
        pixels!("r3"),
        "mov r0, r12",
        "mov r1, lr",
        "pop {{r4-r7, pc}}",
    )
}

/// `sums[b][l] += Σ x[i · stride + 4 · b + l]` over `count` pixels `i`.
///
/// Adds nothing where a pixel is outside of `x`.
#[inline(never)]
pub(crate) fn sum_of_blocks(
    mut x: &[i8],
    stride: usize,
    mut count: usize,
    sums: &mut [[i32; LANES]],
) {
    while count > 0 {
        let pixels = count.min(LANE_VALUES);
        // No overflow: both are below 2^32, and the sums take more memory than their channels.
        let reach = (pixels as u64 - 1) * stride as u64 + (LANES * sums.len()) as u64;
        if reach > x.len() as u64 || sums.is_empty() {
            return;
        }
        let blocks = sums.len();
        // SAFETY: 1 to 256 pixels, the last of which ends at `reach`, within `x`; as many sums as
        // blocks, which are some.
        unsafe { add_blocks(x.as_ptr(), stride, pixels, sums.as_mut_ptr(), blocks) };
        count -= pixels;
        x = x.get(pixels.wrapping_mul(stride)..).unwrap_or_default();
    }
}

/// Adds sums of pixels to those of blocks of channels.
///
/// # Safety
/// `count` is in 1 to 256, and four bytes a block can be read at every multiple of `stride` below
/// `count · stride` from `x` on. There are `blocks` of `sums`, at least one.
#[unsafe(naked)]
unsafe extern "C" fn add_blocks(
    x: *const i8,
    stride: usize,
    count: usize,
    sums: *mut [i32; LANES],
    blocks: usize,
) {
    naked_asm!(
        extension!(),
        "push {{r4-r11, lr}}",
        "ldr r11, [sp, #36]",
        "add r8, r1, r1, lsl #1",
        "mov r9, r0",
        "mov r10, r2",
        "6:",
        pixels!("r8"),
        "ldm r3, {{r4, r5, r6, r7}}",
        "add r9, r9, #4",
        "sxtah r4, r4, r12",
        "sxtah r5, r5, lr",
        "add r6, r6, r12, asr #16",
        "add r7, r7, lr, asr #16",
        "mov r0, r9",
        "mov r2, r10",
        "subs r11, r11, #1",
        "stm r3!, {{r4, r5, r6, r7}}",
        "bne 6b",
        "pop {{r4-r11, pc}}",
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
