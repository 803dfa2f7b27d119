use proptest::prelude::*;
use tiny_model_kernels::layout::{Blocked, blocks, pack_blocked};
use tiny_model_kernels::op::{FullyConnected, Window, fully_connected};

use crate::conv_2d::fold;
use crate::data::{array, biases, output, scale, tensor};
use crate::oracle::convolution::{self, Layer, Shapes};

/// Any values and parameters give the outputs of a pointwise convolution.
fn agrees<const N: usize, const K: usize, const CO: usize, const B: usize>() {
    let shapes = Shapes {
        x: [N, 1, 1, K],
        y: [N, 1, 1, CO],
        kernel: [1, 1],
    };
    let window = Window {
        stride_h: 1,
        stride_w: 1,
        dilation_h: 1,
        dilation_w: 1,
        pad_top: 0,
        pad_left: 0,
    };
    let strategy = (
        tensor(N * K),
        any::<i8>(),
        tensor(CO * K),
        biases(CO),
        prop::collection::vec(scale(-14, 1), CO),
        output(),
    );
    proptest!(ProptestConfig::with_cases(48), |(
        (x, zero_point, weights, biases, scales, output) in strategy
    )| {
        let mut packed = Blocked([[[[[0; K]; 1]; 1]; B]; 1]);
        let bytes = pack_blocked(&weights, 1, K);
        let flat = packed.0.as_flattened_mut().as_flattened_mut().as_flattened_mut();
        for (to, from) in flat.as_flattened_mut().iter_mut().zip(bytes.as_chunks().0) {
            *to = u32::from_le_bytes(*from);
        }
        let layer = FullyConnected { scales: array::<_, CO>(&scales), output };
        let mut input = [[0; K]; N];
        input.as_flattened_mut().copy_from_slice(&x);
        let mut y = [[0; CO]; N];
        let folded = array(&fold(&weights, &biases, zero_point));
        fully_connected(&input, &mut y, &packed, &folded, &layer);
        let layer =
            Layer { x: &x, zero_point, weights: &weights, biases: &biases, scales: &scales, output };
        prop_assert_eq!(y.as_flattened(), convolution::conv_2d(shapes, window, 1, &layer));
    });
}

macro_rules! shapes {
    ($($name:ident: [$n:expr, $k:expr] -> $co:expr;)*) => {$(
        #[test]
        fn $name() {
            agrees::<$n, $k, $co, { blocks($co) }>();
        }
    )*};
}

shapes! {
    one_of_each: [1, 1] -> 1;
    odd: [1, 37] -> 11;
    blocks_of_four: [1, 64] -> 12;
    batch: [5, 9] -> 6;
    wide: [1, 500] -> 2;
}
