//! Packed weights give the sums, and packed constants the outputs, that the core should compute.

use super::*;
use crate::layout::steps::MOVED;
use crate::profile::{Size, Speed};
use proptest::prelude::*;

const SCALE: Scale = Scale {
    multiplier: 1 << 30,
    shift: -14,
};
const RELU: Output = Output {
    zero_point: -128,
    min: -128,
    max: 127,
};
const NO_ACTIVATION: Output = Output {
    zero_point: 5,
    ..RELU
};

fn sxtb16(word: u32) -> [i32; 2] {
    [word as i8, (word >> 16) as i8].map(i32::from)
}

fn halves(word: u32) -> [i32; 2] {
    [word as i16, (word >> 16) as i16].map(i32::from)
}

/// Computes as the core does: returns the sums of four channels from a block, over `x` in the block's
/// order.
fn sums(block: &[u32], x: &[i32]) -> [i32; CHANNELS] {
    let (biases, weights) = block.split_at(CHANNELS);
    let mut sums = [0; CHANNELS];
    for (pair, sums) in sums.chunks_exact_mut(2).enumerate() {
        let [mut a, mut t] = [biases[2 * pair], biases[2 * pair + 1]].map(u32::cast_signed);
        for (x, weights) in x.chunks_exact(2).zip(weights.chunks_exact(2)) {
            let weights = weights[pair];
            for (half, x) in x.iter().enumerate() {
                a = a.wrapping_add(sxtb16(weights)[half] * x);
                t = t.wrapping_add(halves(weights)[half] * x);
            }
        }
        sums[0] = a;
        sums[1] = t.wrapping_sub(a) / 256;
    }
    sums
}

/// Returns the output that the core computes from `256·a`.
fn finish(a: i32, scale: Scale, zero_point: i32, ties: bool) -> i8 {
    let channel = DualChannel {
        multiplier: scale.multiplier,
        exponent: -scale.shift,
        zero_point,
        ..DualChannel::EMPTY
    };
    let mut constants = Vec::new();
    channel.finish(0, ties, &mut constants);
    let &[m, c, shift, ref mask @ ..] = constants.as_slice() else {
        panic!("three or four words");
    };
    let mask = mask.first().copied().unwrap_or(0);
    let product = i64::from(a << 8) * i64::from(m);
    let sum = (product >> 32) as i32 + (c - (mask & (a >> 31)));
    (sum >> shift).clamp(-128, 127) as i8
}

fn pack(weights: &[i8], bias: &[i32], scales: &[Scale], output: Output) -> Option<Packed> {
    let outputs = bias.len();
    let shape = Shape::fully_connected(1, weights.len() / outputs, outputs);
    let walk = shape.walk::<Speed>()?;
    pack_dual(&shape, walk, weights, bias, scales, output)
}

proptest! {
    #[test]
    fn a_block_has_the_sums_of_its_channels(
        weights in prop::collection::vec(-127_i8..=127, 4 * 27),
        bias in prop::array::uniform4(-1_000_000..1_000_000),
        x in prop::collection::vec(any::<i8>(), 27),
        direct: bool,
    ) {
        let mut shape = Shape::fully_connected(1, 3, 4);
        (shape.input, shape.kernel) = ([1, 3, 3, 3], [3, 3]);
        let distance = if direct { 6 } else { 0 };
        let walk = DualWalk { unroll: 4, segments: 0, distance, tile: usize::from(distance == 0) };
        let packed = pack_dual(&shape, walk, &weights, &bias, &[SCALE], RELU).expect("it is exact");
        prop_assert_eq!(packed.words.len(), walk.words(&shape, packed.ties, packed.shift));
        let ordered: Vec<i32> = if direct {
            let rows = x.chunks(9).map(|row| row.iter().copied().chain([7; 7]));
            rows.flatten().map(i32::from).collect()
        } else {
            let place = |k: usize| (k & !3) + [0, 2, 1, 3][k & 3];
            (0..32).map(|k| x.get(place(k)).map_or(7, |&x| x.into())).collect()
        };
        let expected: Vec<i32> = weights.chunks(27).zip(bias).map(|(w, bias)| {
            w.iter().zip(&x).fold(bias, |sum, (&w, &x)| sum + i32::from(w) * i32::from(x))
        }).collect();
        let block = &packed.words[..CHANNELS + ordered.len()];
        let own = usize::from(packed.shift == 0);
        let constants = packed.words[block.len()..].chunks(2 + own + usize::from(packed.ties));
        for ((sum, expected), constants) in sums(block, &ordered).iter().zip(&expected).zip(constants) {
            // The bias may be moved to correct `C`; a channel with one output has no weights.
            let moved = i64::from(sum - expected);
            prop_assert!(constants[0] == 0 || (0..=MOVED).contains(&moved));
        }
    }

    #[test]
    fn constants_requantize_exactly(
        a in (0_u32..=23).prop_flat_map(|bits| -(1_i32 << bits) + 1..1 << bits),
        multiplier in prop_oneof![Just(0), Just(1 << 30), (1 << 30)..=i32::MAX],
        shift in -16..=6,
        zero_point in -128..=127,
    ) {
        let scale = Scale { multiplier, shift };
        let output = |min| Output { zero_point, min, max: 127 };
        let scaled = scale.apply(a);
        prop_assert_eq!(finish(a, scale, zero_point, true), output(-128).clamp(scaled));
        let relu = finish(a, scale, zero_point, false).max(zero_point as i8);
        prop_assert_eq!(relu, output(zero_point).clamp(scaled));
    }

    #[test]
    fn ties_are_rounded_as_tflm_does(a in -100_000..100_000, shift in -16..=-1) {
        let scale = Scale { multiplier: 1 << 30, shift };
        prop_assert_eq!(finish(a, scale, 5, true), NO_ACTIVATION.clamp(scale.apply(a)));
    }
}

#[test]
fn two_weights_share_sixteen_bits_or_are_refused() {
    let scale = Scale { shift: -3, ..SCALE };
    let pack = |low, high| pack(&[low, high], &[0; 2], &[scale], RELU);
    assert!(pack(-1, -127).is_some());
    assert!(pack(-128, 127).is_some());
    assert!(pack(0, -128).is_some());
    assert_eq!(pack(-1, -128), None);
}

/// Weights whose sums are `[−128 · 127 · 516, 127 · 127 · 516]` without a bias.
const LONG: [i8; 516] = [127; 516];

#[test]
fn sums_of_24_bits_are_refused() {
    let pack = |bias| pack(&LONG, &[bias], &[SCALE], RELU);
    assert!(pack((1 << 23) - 1 - 516 * 127 * 127).is_some());
    assert_eq!(pack((1 << 23) - 516 * 127 * 127), None);
    assert!(pack(516 * 128 * 127 + 1 - (1 << 23)).is_some());
    assert_eq!(pack(516 * 128 * 127 - (1 << 23)), None);
}

#[test]
fn a_scale_out_of_range_is_refused_unless_it_leaves_nothing() {
    let pack = |shift| pack(&LONG, &[0], &[Scale { shift, ..SCALE }], RELU);
    assert!(pack(6).is_some());
    assert_eq!(pack(7), None);
    assert!(pack(-16).is_some());
    assert_eq!(pack(-17), None);
    let constant = pack(-31).expect("it is exact").words;
    let least = 64 - (128 << 7);
    assert_eq!(
        constant[constant.len() - 12..][..3],
        [0, i32::cast_unsigned(least), 7]
    );
}

#[test]
fn a_channel_without_weights_may_have_any_bias() {
    let output = Output {
        zero_point: 0,
        min: -100,
        max: 100,
    };
    let words = pack(&[0], &[i32::MIN], &[SCALE], output)
        .expect("it is exact")
        .words;
    assert_eq!(words[..4], [0; 4]);
    assert_eq!(words[6..9], [0, i32::cast_unsigned(64 - (100 << 7)), 7]);
}

#[test]
fn ties_matter_only_to_negative_outputs_that_are_rounded() {
    let ties = |shift, output| {
        let scale = Scale { shift, ..SCALE };
        pack(&LONG, &[0], &[scale], output)
            .expect("it is exact")
            .ties
    };
    assert!(ties(-14, NO_ACTIVATION));
    assert!(!ties(0, NO_ACTIVATION));
    assert!(!ties(-14, RELU));
}

#[test]
fn groups_have_blocks_of_their_own() {
    let mut shape = Shape::fully_connected(1, 4, 8);
    shape.groups = 2;
    assert_eq!(shape.walk::<Size>().map(|walk| walk.distance), Some(0));
    shape.output[3] = 6;
    assert_eq!(shape.walk::<Size>(), None);
}
