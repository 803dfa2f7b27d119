//! The part of a program whose instructions the tools count.

use core::hint::black_box;

/// Runs `run` as a counted part; several such parts add up. Each adds the few instructions of the
/// markers, which are the same every time.
pub fn count<R>(run: impl FnOnce() -> R) -> R {
    count_start();
    let result = black_box(run());
    count_stop();
    result
}

/// The tools start counting when this symbol is reached.
#[cfg(target_os = "none")]
#[allow(unsafe_code)]
// SAFETY: no other symbol has this name, which only the tools use.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn count_start() {
    // SAFETY: without instructions it has no effect; its text differs from that of the other marker, with
    // which the compiler could otherwise merge it.
    unsafe { core::arch::asm!("@ counted from here") }
}

/// The tools stop counting when this symbol is reached.
#[cfg(target_os = "none")]
#[allow(unsafe_code)]
// SAFETY: no other symbol has this name, which only the tools use.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn count_stop() {
    // SAFETY: without instructions it has no effect; its text differs from that of the other
    // marker.
    unsafe { core::arch::asm!("@ counted up to here") }
}

#[cfg(not(target_os = "none"))]
fn count_start() {}

#[cfg(not(target_os = "none"))]
fn count_stop() {}
