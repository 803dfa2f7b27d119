//! The parts of a model are private.

use tiny_model::{Arena, tiny_model};

tiny_model! {
    struct Net = "../../models/data/conv_2d_3x3_stride_2_wide.tflite";
    input = rows,
}

fn main() {
    let mut arena = Arena::new();
    let net = Net::new(&mut arena);
    net.memory;
    net.rows;
    let Net { memory: _, .. } = net;
    conv_2d_0();
    sweep();
    CONV_2D_0_STRIDE;
}
