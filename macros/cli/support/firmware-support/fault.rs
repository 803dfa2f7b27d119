//! The end of a program that faults.
#![allow(unsafe_code)]

use cortex_m_rt::{ExceptionFrame, exception};

/// The status of a program that faulted.
const STATUS: i32 = 102;

/// Prints the address of the fault. It formats by hand: this handler is part of every firmware, and must
/// not include the code for formatting, which can panic.
// SAFETY: it uses nothing that the interrupted program may hold, and never returns to it.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    let mut text = *b"hard fault at 0x00000000\n";
    let mut rest = frame.pc();
    for digit in text.iter_mut().rev().skip(1).take(8) {
        let value = (rest % 16) as u8;
        *digit = if value < 10 {
            b'0' + value
        } else {
            b'a' + value - 10
        };
        rest /= 16;
    }
    crate::platform::print(&text);
    crate::exit(STATUS)
}
