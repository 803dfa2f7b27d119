//! The state of an SVDF's filter, which moves on by an entry while it is multiplied by the weights of time, four
//! entries at a time: SVDF of int8, with a state of int8 or int16.
#![allow(unsafe_code)]

use core::arch::naked_asm;

/// Moves a state of int16 on by one entry and returns `Σ state · time`, wrapping. Does nothing unless both have
/// entries, as many.
#[inline(always)]
pub(crate) fn move_on(state: &mut [i16], newer: i16, time: &[i16]) -> i32 {
    each_entry(move_down::<i16, false>, state, newer, time)
}

/// Moves a state of int8 on by one entry, as [`move_on`].
#[inline(always)]
pub(crate) fn move_bytes_on(state: &mut [i8], newer: i8, time: &[i8]) -> i32 {
    each_entry(move_down::<i8, true>, state, newer, time)
}

/// [`move_down`] for a type.
type MoveDown<T> = unsafe extern "C" fn(*mut T, *const T, usize) -> i32;

/// `move_down` is that of the type.
#[inline(always)]
fn each_entry<T: Copy + Into<i32>>(
    move_down: MoveDown<T>,
    state: &mut [T],
    newer: T,
    time: &[T],
) -> i32 {
    let count = state.len();
    let (Some(&weight), true) = (time.last(), count == time.len()) else {
        return 0;
    };
    // SAFETY: `count` entries in both, at least one, of which all but the last are moved to.
    let sum = unsafe { move_down(state.as_mut_ptr(), time.as_ptr(), count - 1) };
    if let Some(last) = state.last_mut() {
        *last = newer;
    }
    sum.wrapping_add(newer.into().wrapping_mul(weight.into()))
}

/// Moves `count` entries down by one; returns the sum of their products with the weights, wrapping. 13 cycles
/// for four, 15 for four bytes.
///
/// # Safety
/// `state` has an entry more than that, `time` as many, of int8 if they are `BYTES` or else of int16.
#[unsafe(naked)]
unsafe extern "C" fn move_down<T, const BYTES: bool>(
    state: *mut T,
    time: *const T,
    count: usize,
) -> i32 {
    naked_asm!(
        extension!(),
        "push {{r4-r7, lr}}",
        "mov r3, #0",
        "subs r2, r2, #4",
        "blo 3f",
        "2:",
        ".if {bytes}",
        "ldr r4, [r0, #1]",
        "ldr r5, [r1], #4",
        "str r4, [r0], #4",
        "sxtb16 r6, r4",
        "sxtb16 r7, r5",
        "sxtb16 r4, r4, ror #8",
        "sxtb16 r5, r5, ror #8",
        "smlad r3, r6, r7, r3",
        "smlad r3, r4, r5, r3",
        ".else",
        "ldr r4, [r0, #2]",
        "ldr r5, [r0, #6]",
        "ldr r7, [r1, #4]",
        "ldr r6, [r1], #8",
        "str r5, [r0, #4]",
        "str r4, [r0], #8",
        "smlad r3, r4, r6, r3",
        "smlad r3, r5, r7, r3",
        ".endif",
        "subs r2, r2, #4",
        "bhs 2b",
        "3:",
        "adds r2, r2, #4",
        "beq 5f",
        "4:",
        ".if {bytes}",
        "ldrsb r4, [r0, #1]",
        "ldrsb r6, [r1], #1",
        "strb r4, [r0], #1",
        ".else",
        "ldrsh r4, [r0, #2]",
        "ldrsh r6, [r1], #2",
        "strh r4, [r0], #2",
        ".endif",
        "smlabb r3, r4, r6, r3",
        "subs r2, r2, #1",
        "bne 4b",
        "5:",
        "mov r0, r3",
        "pop {{r4-r7, pc}}",
        bytes = const BYTES as usize,
    )
}
