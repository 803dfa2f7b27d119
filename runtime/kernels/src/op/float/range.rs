//! Fused activations.

use crate::op::Pool2d;

/// Smallest and largest output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Smallest output.
    pub min: f32,
    /// Largest output.
    pub max: f32,
}

impl Range {
    /// The range of an operator without a fused activation: TFLite's `CalculateActivationRange`
    /// makes infinities the largest numbers.
    pub const FINITE: Self = Self {
        min: f32::MIN,
        max: f32::MAX,
    };

    /// All numbers.
    pub const ALL: Self = Self {
        min: f32::NEG_INFINITY,
        max: f32::INFINITY,
    };

    /// Returns the range of a pooling.
    pub(super) const fn of(pool: &Pool2d<f32>) -> Self {
        Self {
            min: pool.min,
            max: pool.max,
        }
    }

    /// TFLite's `ActivationFunctionWithMinMax`: NaN stays NaN.
    #[inline(always)]
    pub const fn clamp(self, x: f32) -> f32 {
        let x = if x < self.min { self.min } else { x };
        if self.max < x { self.max } else { x }
    }

    /// Returns the function `f` with its result clamped.
    #[inline(always)]
    pub fn after(self, f: impl Fn(f32, f32) -> f32) -> impl Fn(f32, f32) -> f32 {
        move |x1, x2| self.clamp(f(x1, x2))
    }
}
