use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Conv2d, Window, depthwise_conv_2d};

use crate::data::{array, biases, flat_mut, image, output, scale, tensor};
use crate::oracle::convolution::{self, Layer, Shapes};

/// Any values and parameters give the oracle's outputs, with scales per channel and per tensor.
fn agrees<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const KW: usize,
    const KH: usize,
    const P: usize,
>(
    window: Window,
) {
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let strategy = (
        tensor(N * H * W * C),
        any::<i8>(),
        tensor(KH * KW * CO),
        biases(CO),
        prop::collection::vec(scale(-10, 1), CO),
        output(),
    );
    proptest!(ProptestConfig::with_cases(48), |(
        (x, zero_point, weights, biases, mut scales, output) in strategy
    )| {
        let [packed] = image::<1, KH, KW, CO>(&weights);
        let folded = core::array::from_fn(|co| {
            let sum: i32 = weights.iter().skip(co).step_by(CO).map(|&w| i32::from(w)).sum();
            biases[co] - i32::from(zero_point) * sum
        });
        for per_channel in [true, false] {
            if !per_channel {
                scales = vec![scales[0]; CO];
            }
            let mut y = [[[[0; CO]; OW]; OH]; N];
            let input = image::<N, H, W, C>(&x);
            let mut scratch = [0; P];
            for (x, y) in input.iter().zip(&mut y) {
                let io = Io::new(x.as_slice(), y.as_mut_slice());
                if per_channel {
                    let scales = array::<_, CO>(&scales);
                    let conv = Conv2d { window, input_zero_point: zero_point, scales, output };
                    depthwise_conv_2d(io, window.pad_top, &mut scratch, &packed, &folded, &conv);
                } else {
                    let scales = scales[0];
                    let conv = Conv2d { window, input_zero_point: zero_point, scales, output };
                    depthwise_conv_2d(io, window.pad_top, &mut scratch, &packed, &folded, &conv);
                }
            }
            let layer =
                Layer { x: &x, zero_point, weights: &weights, biases: &biases, scales: &scales, output };
            prop_assert_eq!(
                flat_mut(&mut y),
                convolution::depthwise_conv_2d(shapes, window, &layer)
            );
        }
    });
}

const fn window(stride: usize, dilation: usize, pad: [usize; 2]) -> Window {
    Window {
        stride_h: stride,
        stride_w: stride,
        dilation_h: dilation,
        dilation_w: dilation,
        pad_top: pad[0],
        pad_left: pad[1],
    }
}

macro_rules! shapes {
    ($($name:ident: [$n:expr, $h:expr, $w:expr, $c:expr] -> [$oh:expr, $ow:expr, $co:expr],
        kernel $kh:literal x $kw:literal, padding $p:literal, $window:expr;)*) => {$(
        #[test]
        fn $name() {
            agrees::<$n, $h, $w, $c, $oh, $ow, $co, $kw, $kh, { $co + $p }>($window);
        }
    )*};
}

shapes! {
    same: [1, 5, 4, 8] -> [5, 4, 8], kernel 3 x 3, padding 8, window(1, 1, [1, 1]);
    odd_channels: [1, 4, 5, 7] -> [4, 5, 7], kernel 3 x 3, padding 7, window(1, 1, [1, 1]);
    three_channels: [1, 4, 3, 3] -> [4, 3, 3], kernel 3 x 3, padding 3, window(1, 1, [1, 1]);
    stride_two: [1, 6, 7, 5] -> [3, 4, 5], kernel 3 x 3, padding 5, window(2, 1, [0, 1]);
    valid: [2, 6, 5, 4] -> [3, 4, 4], kernel 4 x 2, padding 0, window(1, 1, [0, 0]);
    dilated: [1, 6, 7, 6] -> [6, 7, 6], kernel 3 x 3, padding 6, window(1, 2, [2, 2]);
    multiplier_of_one_channel: [1, 5, 4, 1] -> [3, 2, 8], kernel 3 x 3, padding 1, window(2, 1, [1, 0]);
    multiplier_two: [1, 3, 4, 3] -> [3, 4, 6], kernel 3 x 3, padding 3, window(1, 1, [1, 1]);
    multiplier_three: [1, 3, 3, 5] -> [3, 3, 15], kernel 2 x 3, padding 5, window(1, 1, [0, 1]);
    multiplier_five: [2, 2, 3, 2] -> [2, 3, 10], kernel 1 x 1, padding 0, window(1, 1, [0, 0]);
    one_of_each: [1, 1, 1, 1] -> [1, 1, 1], kernel 1 x 1, padding 0, window(1, 1, [0, 0]);
    multiplier_at_the_speech_models_size: [1, 49, 40, 1] -> [25, 20, 8], kernel 10 x 8, padding 1, window(2, 1, [4, 3]);
}
