//! Loops whose instructions and cycles are counted by hand, to check the counting plugin.
//!
//! The counts are in `macros/cli/tests/counts.rs`. On the host nothing is counted.

#![cfg_attr(target_os = "none", no_std, no_main)]

firmware_support::main!(run);

#[cfg(not(target_os = "none"))]
fn run() -> i32 {
    0
}

#[cfg(target_os = "none")]
fn run() -> i32 {
    loops::hand_counted();
    0
}

#[cfg(target_os = "none")]
#[allow(unsafe_code)]
mod loops {
    // SAFETY: defined below; it follows the procedure call standard, and writes only to its own stack.
    unsafe extern "C" {
        pub(crate) safe fn hand_counted();
    }

    // Only Armv6-M instructions, so that every board runs them.
    core::arch::global_asm!(
        ".syntax unified",
        ".thumb_func",
        "hand_counted:",
        "  push {{r4-r7, lr}}",
        "  sub sp, #20",
        // 1,000 rounds of six one-cycle instructions and a branch.
        "  nop",
        "add_start:",
        "  movs r7, #250",
        "  lsls r7, r7, #2",
        "1:",
        "  adds r0, #1",
        "  adds r1, #1",
        "  adds r2, #1",
        "  adds r3, #1",
        "  adds r4, #1",
        "  subs r7, #1",
        "  bne 1b",
        "add_stop:",
        // 100 rounds of two loads, a store and an instruction that ends their run.
        "  mov r1, sp",
        "  movs r7, #100",
        "  b memory_start",
        "memory_start:",
        "  ldr r3, [r1]",
        "  ldr r3, [r1, #4]",
        "  str r3, [r1, #8]",
        "  nop",
        "  subs r7, #1",
        "  bne memory_start",
        "memory_stop:",
        // 10 rounds of a call.
        "  movs r7, #10",
        "  b calls_start",
        "calls_start:",
        "  bl called",
        "  subs r7, #1",
        "  bne calls_start",
        "calls_stop:",
        "  add sp, #20",
        "  pop {{r4-r7, pc}}",
        ".thumb_func",
        "called:",
        "  push {{r4, lr}}",
        "  pop {{r4, pc}}",
    );
}
