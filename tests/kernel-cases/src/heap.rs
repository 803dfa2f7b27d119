//! A heap for firmware.
#![allow(unsafe_code)]

use cortex_m as _; // It provides the critical section.
use embedded_alloc::LlffHeap;

/// The size in bytes; the boards have megabytes.
const SIZE: usize = 1 << 20;

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

/// Initializes the heap; it must be called once, before the heap is used.
pub(crate) fn init() {
    // SAFETY: called once, at the start of `main`, before anything is allocated.
    unsafe {
        embedded_alloc::init!(HEAP, SIZE);
    }
}
