//! The end of a program that panics.

use core::panic::PanicInfo;

/// The status of a program that panicked, the same as on the host.
const STATUS: i32 = 101;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    crate::println!("{info}");
    crate::exit(STATUS)
}
