use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::layout::{Blocked, blocks, pack_blocked};
use tiny_model_kernels::op::{Conv2d, Window, conv_2d};

use crate::data::{array, biases, flat_mut, image, output, scale, tensor};
use crate::oracle::convolution::{self, Layer, Shapes};

/// Any values and parameters give the oracle's outputs, with scales per channel and per tensor.
fn agrees<
    const N: usize,
    const H: usize,
    const W: usize,
    const CI: usize,
    const OH: usize,
    const OW: usize,
    const CO: usize,
    const CG: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    const P: usize,
>(
    window: Window,
) {
    let shapes = Shapes {
        x: [N, H, W, CI],
        y: [N, OH, OW, CO],
        kernel: [KH, KW],
    };
    let strategy = (
        tensor(N * H * W * CI),
        any::<i8>(),
        tensor(CO * KH * KW * CG),
        biases(CO),
        prop::collection::vec(scale(-14, 1), CO),
        output(),
    );
    proptest!(ProptestConfig::with_cases(48), |(
        (x, zero_point, weights, biases, mut scales, output) in strategy
    )| {
        let mut packed = Blocked([[[[[0; CG]; KW]; KH]; B]; G]);
        let bytes = pack_blocked(&weights, G, KH * KW * CG);
        let flat = packed.0.as_flattened_mut().as_flattened_mut().as_flattened_mut();
        for (to, from) in flat.as_flattened_mut().iter_mut().zip(bytes.as_chunks().0) {
            *to = u32::from_le_bytes(*from);
        }
        let folded = array(&fold(&weights, &biases, zero_point));
        for per_channel in [true, false] {
            if !per_channel {
                scales = vec![scales[0]; CO];
            }
            let mut y = [[[[0; CO]; OW]; OH]; N];
            let input = image::<N, H, W, CI>(&x);
            let mut patch = [[[[0; CI]; KW]; KH]; P];
            for (x, y) in input.iter().zip(&mut y) {
                let io = Io::new(x.as_slice(), y.as_mut_slice());
                if per_channel {
                    let scales = array::<_, CO>(&scales);
                    let conv = Conv2d { window, input_zero_point: zero_point, scales, output };
                    conv_2d(io, window.pad_top, &mut patch, &packed, &folded, &conv);
                } else {
                    let scales = scales[0];
                    let conv = Conv2d { window, input_zero_point: zero_point, scales, output };
                    conv_2d(io, window.pad_top, &mut patch, &packed, &folded, &conv);
                }
            }
            let layer =
                Layer { x: &x, zero_point, weights: &weights, biases: &biases, scales: &scales, output };
            prop_assert_eq!(flat_mut(&mut y), convolution::conv_2d(shapes, window, G, &layer));
        }
    });
}

/// `bias − zero_point · Σw` for each output channel.
pub(crate) fn fold(weights: &[i8], biases: &[i32], zero_point: i8) -> Vec<i32> {
    weights
        .chunks(weights.len() / biases.len())
        .zip(biases)
        .map(|(weights, bias)| {
            let sum: i32 = weights.iter().map(|&w| i32::from(w)).sum();
            bias - i32::from(zero_point) * sum
        })
        .collect()
}

const fn window(stride: [usize; 2], dilation: [usize; 2], pad: [usize; 2]) -> Window {
    Window {
        stride_h: stride[0],
        stride_w: stride[1],
        dilation_h: dilation[0],
        dilation_w: dilation[1],
        pad_top: pad[0],
        pad_left: pad[1],
    }
}

macro_rules! shapes {
    ($($name:ident: [$n:expr, $h:expr, $w:expr, $ci:expr] -> [$oh:expr, $ow:expr, $co:expr],
        kernel $kh:literal x $kw:literal, groups $g:literal, patches $p:literal, $window:expr;)*) => {$(
        #[test]
        fn $name() {
            agrees::<$n, $h, $w, $ci, $oh, $ow, $co, { $ci / $g }, $kw, $kh, { blocks($co / $g) }, $g, $p>(
                $window,
            );
        }
    )*};
}

shapes! {
    pointwise: [1, 3, 3, 5] -> [3, 3, 7], kernel 1 x 1, groups 1, patches 0, window([1, 1], [1, 1], [0, 0]);
    pointwise_of_whole_blocks: [1, 2, 3, 8] -> [2, 3, 8], kernel 1 x 1, groups 1, patches 0, window([1, 1], [1, 1], [0, 0]);
    one_of_each: [1, 1, 1, 1] -> [1, 1, 1], kernel 1 x 1, groups 1, patches 0, window([1, 1], [1, 1], [0, 0]);
    same: [1, 5, 4, 3] -> [5, 4, 5], kernel 3 x 3, groups 1, patches 1, window([1, 1], [1, 1], [1, 1]);
    same_even_stride_two: [1, 6, 8, 2] -> [3, 4, 4], kernel 3 x 3, groups 1, patches 1, window([2, 2], [1, 1], [0, 0]);
    same_odd_stride_two: [1, 7, 5, 2] -> [4, 3, 3], kernel 3 x 3, groups 1, patches 1, window([2, 2], [1, 1], [1, 1]);
    valid_stride_three: [1, 9, 8, 3] -> [3, 2, 2], kernel 2 x 3, groups 1, patches 1, window([3, 4], [1, 1], [0, 0]);
    strided_pointwise: [1, 5, 6, 3] -> [3, 3, 5], kernel 1 x 1, groups 1, patches 0, window([2, 2], [1, 1], [0, 0]);
    dilated: [1, 7, 7, 2] -> [7, 7, 3], kernel 3 x 3, groups 1, patches 1, window([1, 1], [2, 3], [2, 3]);
    dilated_valid: [1, 8, 9, 2] -> [2, 5, 3], kernel 3 x 2, groups 1, patches 1, window([2, 1], [2, 4], [0, 0]);
    groups: [1, 4, 4, 6] -> [4, 4, 9], kernel 3 x 3, groups 3, patches 1, window([1, 1], [1, 1], [1, 1]);
    groups_of_blocks: [1, 3, 3, 4] -> [3, 3, 8], kernel 1 x 1, groups 2, patches 0, window([1, 1], [1, 1], [0, 0]);
    batch: [3, 3, 4, 2] -> [3, 4, 6], kernel 3 x 3, groups 1, patches 1, window([1, 1], [1, 1], [1, 1]);
    wider_than_the_input: [1, 2, 3, 2] -> [2, 3, 2], kernel 5 x 7, groups 1, patches 1, window([1, 1], [1, 1], [2, 3]);
    tall_and_narrow: [1, 49, 1, 1] -> [25, 1, 8], kernel 10 x 1, groups 1, patches 1, window([2, 1], [1, 1], [4, 0]);
}
