//! The usual hello world: a network that has learned the sine, drawn from 0 to 2π.
#![no_std]
#![no_main]

use cortex_m as _; // It provides the critical section.
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use panic_semihosting as _;
use static_cell::ConstStaticCell;
use tiny_model::{Arena, tiny_model};

tiny_model!("../models/hello_world.tflite");

static ARENA: ConstStaticCell<Arena<HelloWorld>> = ConstStaticCell::new(Arena::new());

#[entry]
fn main() -> ! {
    let mut sine = HelloWorld::new(ARENA.take());
    for step in 0..=24u8 {
        let x = f32::from(step) * core::f32::consts::TAU / 24.0;
        *sine.input() = [HelloWorld::INPUT.quantize(x)];
        let [y] = *sine.run();
        let y = HelloWorld::OUTPUT.dequantize(y);
        // 60 columns represent −1.2 to 1.2.
        let column = ((y + 1.2) * 25.0) as usize;
        hprintln!("{:5.2} {:6.2} {:>width$}", x, y, '*', width = column + 1);
    }
    debug::exit(debug::EXIT_SUCCESS);
    loop {
        cortex_m::asm::wfi();
    }
}
