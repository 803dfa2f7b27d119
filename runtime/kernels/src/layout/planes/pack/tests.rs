//! Reads packed channels back, computes them as the kernel does, and compares the outputs with TFLM's
//! arithmetic.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::layout::planes::channel;
use crate::op::Window;
use crate::profile::Speed;

/// A 3×3 window over four channels.
fn shape(stride: usize, [height, width]: [usize; 2]) -> Shape {
    Shape {
        input: [1, stride * height, stride * width, 4],
        output: [1, height, width, 4],
        kernel: [3, 3],
        window: Window {
            stride_h: stride,
            stride_w: stride,
            dilation_h: 1,
            dilation_w: 1,
            pad_top: 1,
            pad_left: 1,
        },
        groups: 1,
    }
}

/// Returns one half of a word.
fn half(word: u32, high: bool) -> i32 {
    i32::from((word >> (16 * u32::from(high))) as i16)
}

/// Returns weights in order, bias, `m`, `C`, mask and shift of a channel of the first block.
fn unpack(packed: &PackedPlanes, shape: &Shape, c: usize) -> (Vec<i32>, [i32; 5]) {
    let exponent = packed.exponent as i32;
    let words = &packed.words;
    let signed = |word: u32| word.cast_signed();
    if packed.planar.stride > 0 {
        let size = channel(packed.ties);
        let words = &words[size * c..][..size];
        let [first, second, third] = [0, 1, size - 1].map(|at| words[at].to_le_bytes());
        assert_eq!([first[1], second[1]], [first[2], second[2]], "`w1` twice");
        let rows = [
            [first[0], first[1], first[3]],
            [second[0], second[1], second[3]],
            [third[0], third[1], third[2]],
        ];
        let rows = rows.map(|row| row.map(|byte| i32::from(byte.cast_signed()) << 8));
        let tap = |tap: usize| match packed.planar.swapped {
            true => rows[tap % 3][tap / 3],
            false => rows[tap / 3][tap % 3],
        };
        let [bias, m] = [2, 3].map(|at| signed(words[at]));
        let c = if packed.ties { signed(words[4]) } else { 0 };
        let shift = i32::from(third[3]);
        assert!(exponent == 0 || shift == exponent);
        return ((0..9).map(tap).collect(), [bias, m, c, 0, shift]);
    }
    let taps = 2 * packed.planar.pairs(shape);
    let weight = |tap: usize| half(words[4 + 2 * tap + c % 2], c >= 2);
    let scale = &words[4 + 2 * taps..];
    let size = if packed.ties { 3 } else { 2 };
    let scale = &scale[size * c..][..size];
    let third = scale.get(2).map_or(0, |&word| signed(word));
    let (mask, exponent) = match exponent {
        0 => (0, third),
        _ => (third, exponent),
    };
    (
        (0..taps).map(weight).collect(),
        [
            signed(words[c]),
            signed(scale[0]),
            signed(scale[1]),
            mask,
            exponent,
        ],
    )
}

/// Computes the output as the kernel does.
fn kernel(x: &[i8], weights: &[i32], [bias, m, c, mask, shift]: [i32; 5]) -> i32 {
    let sum =
        (x.iter().zip(weights)).fold(bias, |sum, (&x, &w)| sum.wrapping_add(i32::from(x) * w));
    let high = ((i64::from(sum) * i64::from(m)) >> 32) as i32;
    ((high + c - (mask & (sum >> 31))) >> shift).clamp(-128, 127)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn the_kernel_computes_what_tflm_does(
        weights in prop::collection::vec(any::<i8>(), 36),
        x in prop::collection::vec(any::<i8>(), 9),
        bias in prop::collection::vec(-70_000i32..70_000, 4),
        multiplier in prop_oneof![Just(1 << 30), Just(i32::MAX), (1i32 << 30)..=i32::MAX],
        (shift, spread) in (-15i32..=3, 0i32..16),
        zero_point in -128i32..=127,
        relu: bool,
        stride in 1usize..=2,
        size in prop_oneof![Just([2, 2]), Just([4, 40]), Just([40, 4]), Just([9, 9])],
    ) {
        let shape = shape(stride, size);
        let scales: Vec<Scale> = (0..4)
            .map(|c| Scale { multiplier, shift: shift - c * spread / 3 })
            .collect();
        let min = if relu { zero_point } else { -128 };
        let output = Output { zero_point, min, max: 127 };
        let packed = pack_planes::<Speed>(&shape, &weights, &bias, &scales, output);
        prop_assume!(packed.is_some());
        let packed = packed.expect("just checked");
        prop_assert_eq!(packed.words.len(), packed.planar.words(&shape, packed.ties));
        for channel in 0..4 {
            let (scaled, parameters) = unpack(&packed, &shape, channel);
            // Any input, and the inputs that give the largest and the smallest sum.
            let extreme = |sign: i32| -> Vec<i8> {
                (0..9)
                    .map(|tap| {
                        let w = i32::from(weights[4 * tap + channel]);
                        if w * sign < 0 { i8::MIN } else { i8::MAX }
                    })
                    .collect()
            };
            for x in [x.clone(), extreme(1), extreme(-1)] {
                let sum: i32 = (0..9)
                    .map(|tap| i32::from(x[tap]) * i32::from(weights[4 * tap + channel]))
                    .sum();
                let expected = output.clamp(scales[channel].apply(sum + bias[channel]));
                let got = kernel(&x, &scaled, parameters).max(output.min);
                prop_assert_eq!(got, i32::from(expected), "channel {} of {:?}", channel, packed);
            }
        }
    }
}

#[test]
fn planes_have_each_channel_once() {
    let mut shape = shape(1, [4, 4]);
    (shape.input[3], shape.output[3]) = (5, 5);
    let weights: Vec<i8> = (0..45).map(|i| (i % 5) as i8 + 1).collect();
    let scale = Scale {
        multiplier: 1 << 30,
        shift: -6,
    };
    let output = Output {
        zero_point: -128,
        min: -128,
        max: 127,
    };
    let packed = pack_planes::<Speed>(&shape, &weights, &[0; 5], &[scale], output).expect("exact");
    assert_eq!((packed.planar.stride, packed.exponent), (1, 10));
    assert!(!packed.ties, "no `C`");
    let firsts = packed.words.chunks(channel(false));
    let firsts: Vec<u8> = firsts.map(|channel| channel[0].to_le_bytes()[0]).collect();
    assert_eq!(firsts, [1, 2, 3, 4, 5]);
}

#[test]
fn what_is_not_exact_is_refused() {
    let shape = shape(1, [4, 4]);
    let output = Output {
        zero_point: 0,
        min: 0,
        max: 127,
    };
    let scale = |shift| Scale {
        multiplier: 1 << 30,
        shift,
    };
    let pack = |shifts: [i32; 4]| {
        pack_planes::<Speed>(&shape, &[1; 36], &[0; 4], &shifts.map(scale), output)
    };
    assert!(pack([-6; 4]).is_some());
    assert!(pack([-6, -6, -6, 0]).is_some(), "not far apart");
    assert!(pack([-6, -6, -6, 8]).is_none(), "a left shift by eight");
    let exponent = |shifts| pack(shifts).map(|packed| packed.exponent);
    assert_eq!(
        exponent([-11, -6, -6, -3]),
        Some(10),
        "a shorter multiplier"
    );
    let mut few = shape;
    (few.input[3], few.output[3]) = (3, 3);
    assert!(pack_planes::<Speed>(&few, &[1; 27], &[0; 3], &[scale(-6)], output).is_none());
}
