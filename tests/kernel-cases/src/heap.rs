//! A heap for firmware.
#![allow(unsafe_code)]

use cortex_m as _; // Its critical section.
use embedded_alloc::LlffHeap;

/// Bytes; the boards have megabytes.
const SIZE: usize = 1 << 20;

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

/// Makes the heap ready; to be called once, before it is used.
pub(crate) fn init() {
    // SAFETY: called once, at the start of `main`, before anything is allocated.
    unsafe {
        embedded_alloc::init!(HEAP, SIZE);
    }
}
