//! Zeros the memory that `cortex-m-rt` does not initialize.
#![allow(unsafe_code)]

use core::arch::global_asm;

// `cortex-m-rt` calls it before it initializes memory, so it cannot be Rust: it uses only
// registers.
global_asm!(
    ".section .text.__pre_init, \"ax\"",
    ".global __pre_init",
    ".type __pre_init, %function",
    ".thumb_func",
    "__pre_init:",
    "ldr r0, =__start_dtcm",
    "ldr r1, =__end_dtcm",
    "movs r2, #0",
    "1: cmp r0, r1",
    "beq 2f",
    "str r2, [r0]",
    "adds r0, r0, #4",
    "b 1b",
    "2: bx lr",
    ".size __pre_init, . - __pre_init",
);
