//! The arithmetic of layers on each type: products, sums, and the conversion of sums to outputs.

use super::{CHANNELS, Grid};
use crate::arch;
use crate::at::At;
use crate::bytes::I64;
use crate::op::float::Range;
use crate::requantize::{Output, Scale};

/// Products whose sum fits i32: `2^15 · 2^7 · 256 = 2^30`.
const TOGETHER: usize = 256;

/// The arithmetic of a layer.
pub trait Arithmetic {
    /// An input.
    type X: Copy;
    /// A weight.
    type W: Copy;
    /// An output.
    type Y;
    /// A sum of products; its default is 0.
    type Sum: Copy + Default;

    /// Returns `sum + x · w`.
    fn add(&self, sum: Self::Sum, x: Self::X, w: Self::W) -> Self::Sum;

    /// Returns `sum + Σ x[k] · w[k]`.
    #[inline(always)]
    fn dot(&self, sum: Self::Sum, x: &[Self::X], w: &[Self::W]) -> Self::Sum {
        let pairs = x.iter().zip(w);
        pairs.fold(sum, |sum, (&x, &w)| self.add(sum, x, w))
    }

    /// Adds `Σ x[k] · w[r · stride + k]` to `sums[r]` for each of some rows of weights.
    #[inline(always)]
    fn dots(&self, sums: &mut [Self::Sum], x: &[Self::X], w: &[Self::W], stride: usize) {
        let mut row = At(0);
        for sum in sums {
            let w = w.get(row.0..).unwrap_or_default();
            *sum = self.dot(*sum, x, w);
            row += stride;
        }
    }

    /// Adds the products of all taps of neighboring channels `c` to `sums[c]`, from the first tap
    /// on.
    #[inline(always)]
    fn lanes<const C: usize>(
        &self,
        sums: &mut [Self::Sum; C],
        x: &[Self::X],
        w: &[Self::W],
        taps: &Grid,
    ) {
        add_taps(self, sums, x, w, taps);
    }

    /// Returns the output of a channel.
    fn finish(&self, sum: Self::Sum, channel: usize) -> Self::Y;
}

/// int16 activations and int8 weights, both without zero points.
///
/// Semantics: TFLM's `reference_integer_ops` for int16, whose accumulator has the bias's type. Sums in
/// i32 wrap: the final one fits wherever TFLM's does.
#[derive(Debug, Clone, Copy)]
pub struct Int16<'a, B> {
    /// One bias per output channel: [`i32`] or [`I64`].
    pub bias: &'a [B],
    /// Scales in channel order, or one for all.
    pub scales: &'a [Scale],
    /// Range of the output.
    pub output: Output,
}

/// int16 activations by int16 activations, both without zero points: BATCH_MATMUL. Sums are i64.
#[derive(Debug, Clone, Copy)]
pub struct Int16Pair {
    /// The scale of all outputs.
    pub scale: Scale,
    /// Range of the output.
    pub output: Output,
}

/// int8 activations, and int8 weights or activations. Sums wrap, as for [`Int16`].
#[derive(Debug, Clone, Copy)]
pub struct Int8<'a> {
    /// The zero points of both operands.
    pub zero_points: [i32; 2],
    /// One bias per output channel, or none.
    pub bias: &'a [i32],
    /// Scales in channel order, or one for all.
    pub scales: &'a [Scale],
    /// Zero point and range of the output.
    pub output: Output,
}

/// [`Int8`] whose sums are rounded once.
#[derive(Debug, Clone, Copy)]
pub struct Once<'a>(pub Int8<'a>);

/// f32 activations and f32 weights.
#[derive(Debug, Clone, Copy)]
pub struct Float<'a> {
    /// One bias per output channel, or none. It is added last, as in TFLM.
    pub bias: &'a [f32],
    /// Range of the output.
    pub output: Range,
}

/// A bias, which determines the accumulator.
pub trait Bias: Copy {
    /// The accumulator.
    type Sum: Accumulator;

    /// Returns the first summand.
    fn sum(self) -> Self::Sum;
}

/// An accumulator of products.
pub trait Accumulator: Copy + Default {
    /// Returns the sum with another accumulator.
    fn plus(self, other: Self) -> Self;

    /// Returns the sum with a product, or with a sum of `TOGETHER` products.
    fn plus_product(self, product: i32) -> Self;

    /// TFLM's `MultiplyByQuantizedMultiplier`.
    fn scaled(self, scale: Scale) -> i32;
}

impl Bias for i32 {
    type Sum = i32;

    #[inline(always)]
    fn sum(self) -> i32 {
        self
    }
}

impl Bias for I64 {
    type Sum = i64;

    #[inline(always)]
    fn sum(self) -> i64 {
        self.get()
    }
}

impl Accumulator for i32 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn plus_product(self, product: i32) -> Self {
        self.wrapping_add(product)
    }

    #[inline(always)]
    fn scaled(self, scale: Scale) -> i32 {
        scale.apply(self)
    }
}

impl Accumulator for i64 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn plus_product(self, product: i32) -> Self {
        self.wrapping_add(product.into())
    }

    #[inline(always)]
    fn scaled(self, scale: Scale) -> i32 {
        scale.apply_wide(self)
    }
}

impl<B: Bias> Arithmetic for Int16<'_, B> {
    type X = i16;
    type W = i8;
    type Y = i16;
    type Sum = B::Sum;

    #[inline(always)]
    fn add(&self, sum: B::Sum, x: i16, w: i8) -> B::Sum {
        sum.plus_product(i32::from(x) * i32::from(w))
    }

    /// Adds parts that fit i32 first, so that few additions are of i64.
    #[inline(always)]
    fn dots(&self, sums: &mut [B::Sum], x: &[i16], mut w: &[i8], stride: usize) {
        for x in x.chunks(TOGETHER) {
            let mut parts = [0; CHANNELS];
            let parts = parts.get_mut(..sums.len()).unwrap_or_default();
            arch::dots(parts, x, w, stride);
            for (sum, &mut part) in sums.iter_mut().zip(parts) {
                *sum = sum.plus_product(part);
            }
            w = w.get(TOGETHER..).unwrap_or_default();
        }
    }

    #[inline(always)]
    fn lanes<const C: usize>(&self, sums: &mut [B::Sum; C], x: &[i16], w: &[i8], taps: &Grid) {
        let [rows, columns] = taps.count;
        if C != CHANNELS || rows.wrapping_mul(columns) > TOGETHER {
            return add_taps(self, sums, x, w, taps);
        }
        let mut parts = [0; CHANNELS];
        arch::lanes(&mut parts, x, w, taps);
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = sum.plus_product(part);
        }
    }

    #[inline(always)]
    fn finish(&self, sum: B::Sum, channel: usize) -> i16 {
        let bias = self.bias.get(channel).map(|bias| bias.sum());
        let scale = of_channel(self.scales, channel);
        let sum = sum.plus(bias.unwrap_or_default());
        self.output.clamp_as(sum.scaled(scale))
    }
}

impl Arithmetic for Int16Pair {
    type X = i16;
    type W = i16;
    type Y = i16;
    type Sum = i64;

    #[inline(always)]
    fn add(&self, sum: i64, x: i16, w: i16) -> i64 {
        sum.plus_product(i32::from(x) * i32::from(w))
    }

    #[inline(always)]
    fn finish(&self, sum: i64, _: usize) -> i16 {
        self.output.clamp_as(sum.scaled(self.scale))
    }
}

impl Arithmetic for Int8<'_> {
    type X = i8;
    type W = i8;
    type Y = i8;
    type Sum = i32;

    #[inline(always)]
    fn add(&self, sum: i32, x: i8, w: i8) -> i32 {
        let x = i32::from(x).wrapping_sub(self.zero_points[0]);
        let w = i32::from(w).wrapping_sub(self.zero_points[1]);
        sum.plus_product(x.wrapping_mul(w))
    }

    #[inline(always)]
    fn finish(&self, sum: i32, channel: usize) -> i8 {
        let bias = self.bias.get(channel).copied().unwrap_or_default();
        let scale = of_channel(self.scales, channel);
        self.output.clamp(sum.plus(bias).scaled(scale))
    }
}

impl Arithmetic for Once<'_> {
    type X = i8;
    type W = i8;
    type Y = i8;
    type Sum = i32;

    #[inline(always)]
    fn add(&self, sum: i32, x: i8, w: i8) -> i32 {
        self.0.add(sum, x, w)
    }

    #[inline(always)]
    fn finish(&self, sum: i32, channel: usize) -> i8 {
        let bias = self.0.bias.get(channel).copied().unwrap_or_default();
        let scale = of_channel(self.0.scales, channel);
        self.0.output.clamp(scale.apply_once(sum.plus(bias)))
    }
}

impl Arithmetic for Float<'_> {
    type X = f32;
    type W = f32;
    type Y = f32;
    type Sum = f32;

    #[inline(always)]
    fn add(&self, sum: f32, x: f32, w: f32) -> f32 {
        sum + x * w
    }

    #[inline(always)]
    fn finish(&self, sum: f32, channel: usize) -> f32 {
        let sum = self.bias.get(channel).map_or(sum, |bias| sum + bias);
        self.output.clamp(sum)
    }
}

/// Implements [`Arithmetic::lanes`] product by product.
#[inline(always)]
fn add_taps<A: Arithmetic + ?Sized, const C: usize>(
    arithmetic: &A,
    sums: &mut [A::Sum; C],
    x: &[A::X],
    w: &[A::W],
    taps: &Grid,
) {
    taps.each(x, w, |x, w| {
        for ((sum, &x), &w) in sums.iter_mut().zip(x).zip(w) {
            *sum = arithmetic.add(*sum, x, w);
        }
    });
}

/// Returns the scale of a channel from one scale per channel, or one for all.
#[inline(always)]
fn of_channel(scales: &[Scale], channel: usize) -> Scale {
    const NONE: Scale = Scale {
        multiplier: 0,
        shift: 0,
    };
    let scale = scales.get(channel).or(scales.first());
    scale.copied().unwrap_or(NONE)
}
