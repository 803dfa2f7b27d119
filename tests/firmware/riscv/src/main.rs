#![no_std]
#![no_main]

use panic_halt as _;
use portable_atomic as _; // Its critical section, for the static cell.
use riscv as _; // What the critical section is.
use riscv_rt::entry;
use static_cell::ConstStaticCell;
use tiny_model::{Arena, tiny_model};

tiny_model! {
    /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
    pub struct Fashion = "models/fashion_mnist.tflite";
    arena <= 24 * 1024,
    flash <= 48 * 1024,
}

static ARENA: ConstStaticCell<Arena<Fashion>> = ConstStaticCell::new(Arena::new());

#[entry]
fn main() -> ! {
    let mut fashion = Fashion::new(ARENA.take());
    loop {
        for (x, grey) in fashion.input().iter_mut().zip(photograph()) {
            *x = (grey ^ 0x80).cast_signed(); // black is -128, white 127
        }
        show(fashion.run());
    }
}

/// A camera would give this photograph.
fn photograph() -> [u8; 784] {
    [0; 784]
}

/// A display, a lamp or a message would show the scores.
fn show(scores: &[i8; 10]) {
    core::hint::black_box(scores);
}
