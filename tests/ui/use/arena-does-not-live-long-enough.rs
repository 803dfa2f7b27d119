//! A model on a shorter arena is given to a function that takes the model on an arena of the whole program.

use tiny_model::{Arena, tiny_model};

tiny_model! {
    struct Net = "../../models/data/conv_2d_1x1.tflite";
}

fn run(net: &mut Net) {
    net.run();
}

fn main() {
    let mut arena = Arena::new();
    run(&mut Net::new(&mut arena));
}
