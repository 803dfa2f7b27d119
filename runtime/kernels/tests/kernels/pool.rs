use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Pool2d, Window, average_pool_2d, max_pool_2d};

use crate::data::{flat_mut, image, tensor};
use crate::oracle::convolution::Shapes;
use crate::oracle::pool::pools;

/// Checks both pools against the definition, on any values and ranges.
fn agrees<
    const N: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    [height, width]: [usize; 2],
    [stride_h, stride_w]: [usize; 2],
    [pad_top, pad_left]: [usize; 2],
) {
    let shapes = Shapes {
        x: [N, H, W, C],
        y: [N, OH, OW, C],
        kernel: [height, width],
    };
    let window = Window {
        stride_h,
        stride_w,
        dilation_h: 1,
        dilation_w: 1,
        pad_top,
        pad_left,
    };
    let strategy = (tensor(N * H * W * C), any::<(i8, i8)>());
    proptest!(ProptestConfig::with_cases(64), |((x, (a, b)) in strategy)| {
        let pool = Pool2d { window, height, width, min: a.min(b), max: a.max(b) };
        let input = image::<N, H, W, C>(&x);
        let (mut average, mut max) = ([[[[0; C]; OW]; OH]; N], [[[[0; C]; OW]; OH]; N]);
        for (x, y) in input.iter().zip(&mut average) {
            average_pool_2d(Io::new(x.as_slice(), y.as_mut_slice()), pad_top, &pool);
        }
        for (x, y) in input.iter().zip(&mut max) {
            max_pool_2d(Io::new(x.as_slice(), y.as_mut_slice()), pad_top, &pool);
        }
        let [means, maxima] = pools(shapes, &pool, &x);
        prop_assert_eq!(flat_mut(&mut average), means);
        prop_assert_eq!(flat_mut(&mut max), maxima);
    });
}

#[test]
fn whole_images() {
    agrees::<1, 3, 5, 7, 1, 1>([3, 5], [3, 5], [0, 0]);
    agrees::<2, 8, 8, 4, 1, 1>([8, 8], [1, 1], [0, 0]);
    agrees::<1, 1, 1, 1, 1, 1>([1, 1], [1, 1], [0, 0]);
}

#[test]
fn windows_cut_at_borders() {
    agrees::<1, 5, 5, 3, 3, 3>([3, 3], [2, 2], [1, 1]);
    agrees::<1, 5, 4, 6, 5, 4>([3, 2], [1, 1], [1, 0]);
    agrees::<1, 6, 7, 5, 3, 4>([3, 3], [2, 2], [0, 1]);
    agrees::<1, 2, 3, 9, 2, 3>([5, 7], [1, 1], [2, 3]);
}

#[test]
fn windows_inside() {
    agrees::<1, 7, 9, 8, 3, 3>([2, 3], [2, 3], [0, 0]);
    agrees::<3, 6, 6, 2, 3, 3>([2, 2], [2, 2], [0, 0]);
}
