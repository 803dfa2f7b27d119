//! Classifies clothes in photographs, and prints the accuracy.
//!
//! `cargo xtask demo` runs it on an emulated Cortex-M4.
#![no_std]
#![no_main]

mod photograph;

use cortex_m as _; // It provides the critical section.
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use panic_semihosting as _;
use photograph::Photograph;
use static_cell::ConstStaticCell;
use tiny_model::{Arena, Model, tiny_model};

tiny_model! {
    /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
    pub struct Fashion = "../models/fashion_mnist.tflite";
    arena <= 24 * 1024,
    flash <= 48 * 1024,
}

static ARENA: ConstStaticCell<Arena<Fashion>> = ConstStaticCell::new(Arena::new());

/// The number of photographs that are drawn; all are classified.
const SHOWN: usize = 3;

#[entry]
fn main() -> ! {
    let mut fashion = Fashion::new(ARENA.take());
    let mut right = 0;
    for (number, photograph) in photograph::all().enumerate() {
        let scores = classify(&mut fashion, &photograph);
        if number < SHOWN {
            hprintln!("photograph {}: {}\n", number, photograph.label());
            photograph.draw(scores);
        }
        right += usize::from(best(scores) == photograph.class);
    }
    let count = photograph::all().count();
    let tenths = right * 1000 / count;
    hprintln!(
        "right: {} of {} ({}.{} %)",
        right,
        count,
        tenths / 10,
        tenths % 10
    );
    hprintln!("arena: {} bytes", Fashion::ARENA_BYTES);
    hprintln!(
        "flash: {} bytes of weights and tables",
        Fashion::FLASH_BYTES
    );
    hprintln!(
        "work:  {} multiply-accumulates per photograph",
        Fashion::MACS
    );
    debug::exit(debug::EXIT_SUCCESS);
    loop {
        cortex_m::asm::wfi();
    }
}

/// Returns the score of each class.
#[inline(never)]
fn classify<'m>(fashion: &'m mut Fashion, photograph: &Photograph) -> &'m [i8; 10] {
    for (x, &pixel) in fashion.input().iter_mut().zip(photograph.pixels) {
        // The input's zero point is −128 and its scale 1/255: black is −128, white 127.
        *x = (pixel ^ 0x80).cast_signed();
    }
    fashion.run()
}

/// Returns the class with the highest score, the first of equals.
fn best(scores: &[i8; 10]) -> usize {
    (1..scores.len()).fold(0, |best, class| {
        if scores[class] > scores[best] {
            class
        } else {
            best
        }
    })
}
