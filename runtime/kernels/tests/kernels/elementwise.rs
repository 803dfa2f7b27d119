use proptest::prelude::*;
use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::{Add, Binary, Broadcast, Mul, Sub, binary, binary_broadcast};

use crate::data::{array, output, scale, tensor};
use crate::oracle::elementwise::{product, sum};
use crate::oracle::strided::{broadcast_strides, coordinates, position};

fn add_parameters() -> impl Strategy<Value = Add> {
    (
        any::<i8>(),
        any::<i8>(),
        scale(-4, -1),
        scale(-4, -1),
        scale(-24, -18),
        output(),
    )
        .prop_map(
            |(zero_point1, zero_point2, input1, input2, output_scale, output)| Add {
                input1_offset: -i32::from(zero_point1),
                input2_offset: -i32::from(zero_point2),
                input1,
                input2,
                output_scale,
                output,
            },
        )
}

/// All pairs of inputs.
fn pairs() -> impl Iterator<Item = (i8, i8)> {
    (i8::MIN..=i8::MAX).flat_map(|x1| (i8::MIN..=i8::MAX).map(move |x2| (x1, x2)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn add_is_tflms(p in add_parameters()) {
        for (x1, x2) in pairs() {
            prop_assert_eq!(p.apply(x1, x2), sum(&p, x1, x2, 1));
        }
    }

    #[test]
    fn sub_is_tflms(p in add_parameters()) {
        for (x1, x2) in pairs() {
            prop_assert_eq!(Sub(p).apply(x1, x2), sum(&p, x1, x2, -1));
        }
    }

    #[test]
    fn mul_is_tflms(
        zero_points in any::<(i8, i8)>(), scale in scale(-12, 1), output in output()
    ) {
        let p = Mul {
            input1_offset: -i32::from(zero_points.0),
            input2_offset: -i32::from(zero_points.1),
            scale,
            output,
        };
        for (x1, x2) in pairs() {
            prop_assert_eq!(p.apply(x1, x2), product(&p, x1, x2));
        }
    }

    #[test]
    fn equal_shapes_pair_up(p in add_parameters(), x1 in tensor(37), x2 in tensor(37)) {
        let mut y = [0; 37];
        binary(Io::new(x1.as_slice(), y.as_mut_slice()), &x2, &Sub(p));
        let expected: Vec<i8> =
            x1.iter().zip(&x2).map(|(&x1, &x2)| sum(&p, x1, x2, -1)).collect();
        prop_assert_eq!(y.as_slice(), expected);
    }
}

/// Checks shapes of one rank that broadcast as in NumPy.
fn broadcasts<const A: usize, const B: usize, const N: usize, const R: usize>(
    shape1: [usize; R],
    shape2: [usize; R],
) {
    let shape: [usize; R] = core::array::from_fn(|r| shape1[r].max(shape2[r]));
    let broadcast = Broadcast::new(shape, broadcast_strides(shape1), broadcast_strides(shape2));
    let strategy = (tensor(A), tensor(B), add_parameters());
    proptest!(ProptestConfig::with_cases(32), |((x1, x2, p) in strategy)| {
        let mut y = [0; N];
        binary_broadcast::<Sub, A, B, N, R>(&array(&x1), &array(&x2), &mut y, &Sub(p), &broadcast);
        let expected: Vec<i8> = coordinates(&shape)
            .iter()
            .map(|at| sum(&p, x1[position(&shape1, at)], x2[position(&shape2, at)], -1))
            .collect();
        prop_assert_eq!(y.as_slice(), expected);
    });
}

#[test]
fn shapes_broadcast() {
    broadcasts::<1, 6, 6, 1>([1], [6]);
    broadcasts::<6, 1, 6, 1>([6], [1]);
    broadcasts::<15, 5, 15, 2>([3, 5], [1, 5]);
    broadcasts::<3, 5, 15, 2>([3, 1], [1, 5]);
    broadcasts::<24, 3, 24, 3>([2, 3, 4], [1, 3, 1]);
    broadcasts::<8, 15, 120, 4>([2, 1, 4, 1], [1, 3, 1, 5]);
    broadcasts::<8, 27, 216, 6>([2, 1, 2, 1, 2, 1], [1, 3, 1, 3, 1, 3]);
    broadcasts::<1, 1, 1, 3>([1, 1, 1], [1, 1, 1]);
}

#[test]
#[should_panic(expected = "the loops stay within their tensors")]
fn a_broadcast_that_leaves_an_input_is_refused() {
    let _ = Broadcast::<6, 5, 6, 2>::new([2, 3], [3, 1], [3, 1]);
}

#[test]
#[should_panic(expected = "the loops write every output once")]
fn a_broadcast_that_misses_outputs_is_refused() {
    let _ = Broadcast::<6, 6, 7, 2>::new([2, 3], [3, 1], [3, 1]);
}
