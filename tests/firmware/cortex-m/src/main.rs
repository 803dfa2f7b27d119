#![no_std]
#![no_main]

use cortex_m_rt::entry;
use panic_halt as _;
use tiny_model::{Arena, tiny_model};

tiny_model! {
    /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
    pub struct Fashion = "models/fashion_mnist.tflite";
    arena <= 24 * 1024,
    flash <= 48 * 1024,
}

#[entry]
fn main() -> ! {
    static mut ARENA: Arena<Fashion> = Arena::new(); // `entry` gives it as `&'static mut`
    let mut fashion = Fashion::new(ARENA);
    loop {
        // A typed view into the arena: `&mut [i8; 784]`.
        for (x, grey) in fashion.input().iter_mut().zip(photograph()) {
            *x = (grey ^ 0x80).cast_signed(); // black is -128, white 127
        }
        let scores: &[i8; 10] = fashion.run();
        show(scores);
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
