//! A model whose weights are in external flash and whose arena is in tightly coupled memory, run on cases
//! with TFLM's outputs.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod zeros;

#[cfg(target_os = "none")]
use cortex_m as _; // It provides the critical section.
use firmware_support::println;
use static_cell::ConstStaticCell;
use tiny_model::{Arena, Model};

use network::Network;

#[allow(
    unsafe_code,
    reason = "the linker script puts `.ext_flash` where it can be read"
)]
mod network {
    tiny_model::tiny_model! {
        /// Convolutions, an average and a classifier.
        pub struct Network = "../models/data/mobile_network.tflite";
        weights = ".ext_flash",
    }
}

#[allow(
    unsafe_code,
    reason = "the linker script puts `.dtcm` where there is RAM"
)]
#[cfg_attr(target_os = "none", unsafe(link_section = ".dtcm"))]
static ARENA: ConstStaticCell<Arena<Network>> = ConstStaticCell::new(Arena::new());

static INPUTS: &[u8] = include_bytes!("../../models/data/mobile_network.in.bin");
static OUTPUTS: &[u8] = include_bytes!("../../models/data/mobile_network.out.bin");

firmware_support::main!(run);

fn run() -> i32 {
    let mut network = Network::new(ARENA.take());
    let inputs = INPUTS.chunks_exact(network.input().len());
    let cases = inputs.len();
    let mut equal = 0;
    for (input, output) in inputs.zip(OUTPUTS.chunks_exact(OUTPUTS.len() / cases)) {
        network.arena().bytes().fill(0xa5);
        for (to, from) in network.input().iter_mut().zip(input) {
            *to = from.cast_signed();
        }
        let outputs = network.run();
        let computed = outputs.t31.iter().chain(outputs.t30);
        equal += usize::from(
            computed
                .copied()
                .map(i8::cast_unsigned)
                .eq(output.iter().copied()),
        );
    }
    println!(
        "{equal} of {cases} equal, {} bytes of weights",
        Network::FLASH_BYTES
    );
    i32::from(equal < cases)
}
