//! For any shape of a convolution, the core can take the walk that a profile selects, and the packer fills its
//! words: the code that `tiny_model!` writes compiles.

use kernel_cases::Draw;
use tiny_model_kernels::layout::{DualWalk, pack_dual};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::op::Window;
use tiny_model_kernels::profile::{Size, Speed};
use tiny_model_kernels::requantize::{Output, Scale};

#[test]
fn a_profiles_walk_fits_its_shape() {
    let mut walks = 0;
    for seed in 0..20_000 {
        let shape = shape(&mut Draw::new(seed));
        for walk in [shape.walk::<Speed>(), shape.walk::<Size>()] {
            let Some(walk) = walk else { continue };
            assert!(walk.fits(&shape), "seed {seed}: {walk:?} {shape:?}");
            check_words(&shape, walk, seed);
            walks += 1;
        }
    }
    assert!(walks > 30_000, "{walks}");
}

#[test]
fn weights_are_moved_to_a_walk_without_scratch() {
    let mut moved = 0;
    for inputs in 1..=700 {
        let shape = Shape::fully_connected(1, inputs, 1 + inputs % 9);
        let walk = shape.walk::<Speed>().expect("one group");
        let Some(in_place) = walk.in_place(&shape) else {
            continue;
        };
        assert_eq!(in_place.scratch(&shape), 0);
        let weights = Vec::from_iter((0..inputs * shape.output[3]).map(|at| (at % 100) as i8));
        let biases = vec![9; shape.output[3]];
        let pack = |walk| pack_dual(&shape, walk, &weights, &biases, &[SCALE], output(3));
        let [from, to] = [walk, in_place].map(|walk| pack(walk).expect("small weights"));
        assert_eq!(from.walked(&shape, walk, in_place), to, "{inputs} inputs");
        moved += 1;
    }
    assert_eq!(moved, 700 / 4);
}

const SCALE: Scale = Scale {
    multiplier: 1 << 30,
    shift: -4,
};

fn output(zero_point: i32) -> Output {
    Output {
        zero_point,
        min: -128,
        max: 127,
    }
}

fn check_words(shape: &Shape, walk: DualWalk, seed: u32) {
    let channels = shape.output[3];
    let depth = shape.kernel[0] * shape.kernel[1] * shape.input[3] / shape.groups;
    let zero_point = if seed.is_multiple_of(2) { -128 } else { 3 };
    let (weights, biases) = (vec![1; channels * depth], vec![9; channels]);
    let packed = pack_dual(shape, walk, &weights, &biases, &[SCALE], output(zero_point));
    let packed = packed.expect("small weights");
    assert_eq!(
        packed.words.len(),
        walk.words(shape, packed.ties, packed.shift),
        "seed {seed}: {walk:?} {shape:?}"
    );
}

/// Draws a convolution as in models: small windows, any number of channels, SAME or VALID.
fn shape(draw: &mut Draw) -> Shape {
    let groups = draw.pick(&[1, 1, 1, 2, 3]);
    let kernel = [draw.size(1..=7), draw.size(1..=7)];
    let channels = draw.pick(&[1, 2, 3, 4, 5, 8, 12, 16, 20, 32, 33, 64]);
    let mut window = Window {
        stride_h: draw.size(1..=3),
        stride_w: draw.size(1..=3),
        dilation_h: draw.pick(&[1, 1, 1, 2]),
        dilation_w: draw.pick(&[1, 1, 1, 2]),
        pad_top: 0,
        pad_left: 0,
    };
    let same = draw.one_in(2);
    let spans = [
        (kernel[0] - 1) * window.dilation_h + 1,
        (kernel[1] - 1) * window.dilation_w + 1,
    ];
    let inputs = spans.map(|span| span + draw.size(0..=60));
    let strides = [window.stride_h, window.stride_w];
    let outputs = [0, 1].map(|axis| {
        let seen = if same {
            inputs[axis] - 1
        } else {
            inputs[axis] - spans[axis]
        };
        seen / strides[axis] + 1
    });
    if same {
        let pads = [0, 1].map(|axis| {
            ((outputs[axis] - 1) * strides[axis] + spans[axis]).saturating_sub(inputs[axis]) / 2
        });
        [window.pad_top, window.pad_left] = pads;
    }
    let outputs_of_a_group = draw.pick(&[1, 2, 3, 4, 7, 8, 16, 30, 32]);
    Shape {
        input: [1, inputs[0], inputs[1], groups * channels],
        output: [1, outputs[0], outputs[1], groups * outputs_of_a_group],
        kernel,
        window,
        groups,
    }
}
