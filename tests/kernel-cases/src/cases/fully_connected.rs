//! FULLY_CONNECTED of `op`.

use tiny_model_kernels::layout::{Blocked, blocks, pack_blocked};
use tiny_model_kernels::op::{FullyConnected, fully_connected};

use crate::memory::Tensor;
use crate::oracle::convolution::{self, Shapes};
use crate::weighted::{NO_STEPS, Order, Weighted, fill};
use crate::{Draw, Verdict};

/// `shape::<…>` for each number of rows, inputs, and outputs.
macro_rules! shapes {
    ($draw:ident: $([$n:expr, $k:expr] -> $co:expr;)*) => {
        one_of!($draw, shape: $([$n, $k, $co, blocks($co)])*)
    };
}

pub(crate) fn case(draw: &mut Draw) -> Verdict {
    shapes! { draw:
        [1, 1] -> 1;
        [1, 2] -> 3;
        [1, 3] -> 4;
        [1, 4] -> 8;
        [1, 7] -> 5;
        [1, 37] -> 11;
        [1, 64] -> 12;
        [5, 9] -> 6;
        [2, 10] -> 2;
        [1, 133] -> 10;
        [1, 500] -> 2;
        [3, 32] -> 33;
    }
}

fn shape<const N: usize, const K: usize, const CO: usize, const B: usize>(
    draw: &mut Draw,
) -> Verdict {
    let shapes = Shapes {
        x: [N, 1, 1, K],
        y: [N, 1, 1, CO],
        kernel: [1, 1],
    };
    let mut values = draw.tensor(N * K);
    let p = Weighted::draw(draw, Order::ChannelFirst, CO, K);
    values[..K].copy_from_slice(&p.farthest(draw));
    let mut packed = Blocked([[[[[0; K]; 1]; 1]; B]; 1]);
    let words = packed.0[0].as_flattened_mut().as_flattened_mut();
    fill(words.as_flattened_mut(), &pack_blocked(&p.weights, 1, K));
    let folded = p.folded();
    let bias = folded.first_chunk().expect("one for each channel");
    let x = Tensor::of(draw, &values);
    let mut y = Tensor::rubbish(draw, N * CO);
    let (rows, rows_mut) = (x.rows::<N, K>(), y.rows_mut::<N, CO>());
    let output = p.output;
    if p.has_one_scale() {
        let scales = p.scales[0];
        fully_connected(
            rows,
            rows_mut,
            &packed,
            bias,
            &FullyConnected { scales, output },
        );
    } else {
        let scales = p.channels::<CO>();
        fully_connected(
            rows,
            rows_mut,
            &packed,
            bias,
            &FullyConnected { scales, output },
        );
    }
    let expected = convolution::conv_2d(shapes, NO_STEPS, 1, &p.layer(&values));
    y.compare(&expected, &(shapes, p, values))
}
