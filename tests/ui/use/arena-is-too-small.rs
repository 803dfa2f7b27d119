//! The arena of a model is lent to a larger one.

use tiny_model::{Arena, tiny_model};

tiny_model! {
    struct Small = "../../models/data/conv_2d_1x1.tflite";
}
tiny_model! {
    struct Large = "../../../examples/models/fashion_mnist.tflite";
}

fn large_on(small: &mut Arena<Small>) {
    Large::new(small.lend());
}

fn larger_on(small: &mut Arena<(Small, Small)>) -> &mut Arena<(Small, Large)> {
    small.lend()
}

fn main() {
    let mut arena = Arena::new();
    let mut small = Small::new(&mut arena);
    let _ = small.arena().lend::<Large>();
    large_on(&mut Arena::new());
    larger_on(&mut Arena::new());
}
