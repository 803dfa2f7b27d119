//! Generic code lends an arena without asking that it is large enough.

use tiny_model::{Arena, Footprint, tiny_model};

tiny_model! {
    struct Net = "../../models/data/conv_2d_1x1.tflite";
}

fn run<F: Footprint>(arena: &mut Arena<F>) {
    Net::new(arena.lend()).run();
}

fn main() {
    run(&mut Arena::<Net>::new());
}
