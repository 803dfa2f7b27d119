//! The depth of the stack.

/// Runs `run` and measures the most bytes of stack that it had in use; `None` on the host.
///
/// The memory below the stack pointer is painted before the run, and searched for the lowest overwritten word
/// after it. Words that were reserved but never written do not count.
pub fn peak<R>(run: impl FnOnce() -> R) -> (R, Option<usize>) {
    let paint = Paint::apply();
    let result = core::hint::black_box(run());
    (result, paint.lost())
}

#[cfg(not(target_os = "none"))]
struct Paint;

#[cfg(not(target_os = "none"))]
impl Paint {
    fn apply() -> Self {
        Self
    }

    fn lost(&self) -> Option<usize> {
        None
    }
}

#[cfg(target_os = "none")]
use self::board::Paint;

#[cfg(target_os = "none")]
#[allow(unsafe_code)]
mod board {
    use core::arch::asm;

    /// A word that programs are unlikely to write.
    const PAINT: u32 = 0xa5c3_965a;

    // SAFETY: `cortex-m-rt`'s linker script defines it; only its address is used.
    unsafe extern "C" {
        safe static _stack_end: u32;
    }

    /// The paint on all memory from the end of the program's variables up to this address.
    pub(super) struct Paint {
        top: usize,
    }

    impl Paint {
        /// Paints the memory below the stack pointer.
        #[inline(always)]
        pub(super) fn apply() -> Self {
            let top: usize;
            // SAFETY: the memory below the stack pointer and above `_stack_end`, the end of all variables, is
            // unused: Arm's procedure call standard has no red zone, no interrupt is enabled, and the loop itself
            // needs no stack. Both bounds are multiples of 4, so the loop ends exactly at the stack pointer.
            unsafe {
                asm!(
                    "mov {top}, sp",
                    "2:",
                    "cmp {at}, {top}",
                    "bhs 3f",
                    "str {paint}, [{at}]",
                    "adds {at}, #4",
                    "b 2b",
                    "3:",
                    at = inout(reg) &raw const _stack_end => _,
                    paint = in(reg) PAINT,
                    top = out(reg) top,
                );
            }
            Self { top }
        }

        /// Returns the bytes from the lowest overwritten word to the end of the paint.
        #[inline(always)]
        pub(super) fn lost(&self) -> Option<usize> {
            let lowest: usize;
            // SAFETY: it only reads, aligned words of RAM between `_stack_end` and the top of the painted stack.
            unsafe {
                asm!(
                    "2:",
                    "cmp {at}, {top}",
                    "bhs 3f",
                    "ldr {word}, [{at}]",
                    "cmp {word}, {paint}",
                    "bne 3f",
                    "adds {at}, #4",
                    "b 2b",
                    "3:",
                    at = inout(reg) &raw const _stack_end => lowest,
                    word = out(reg) _,
                    paint = in(reg) PAINT,
                    top = in(reg) self.top,
                    options(nostack, readonly),
                );
            }
            Some(self.top - lowest)
        }
    }
}
