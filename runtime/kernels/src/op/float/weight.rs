//! The types of weights on f32.

use crate::bytes::{Plain, f16};

/// A weight in flash.
pub trait Weight: Plain {
    /// Returns the weight's value.
    fn value(self) -> f32;
}

impl Weight for f32 {
    #[inline(always)]
    fn value(self) -> f32 {
        self
    }
}

impl Weight for f16 {
    /// Computes with integers only, so that no target detects float16 instructions at run time.
    #[inline(always)]
    fn value(self) -> f32 {
        self.to_f32_const()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the value of a binary16 by its definition. A NaN becomes a quiet one with the same sign and
    /// payload.
    fn defined(bits: u16) -> u32 {
        let sign = u32::from(bits >> 15) << 31;
        let (exponent, fraction) = (i32::from(bits >> 10 & 31), u32::from(bits & 0x3ff));
        let magnitude = match exponent {
            0 => f64::from(fraction) * power_of_two(-24),
            31 if fraction == 0 => f64::INFINITY,
            31 => return sign | 0x7fc0_0000 | fraction << 13,
            _ => f64::from(0x400 + fraction) * power_of_two(exponent - 25),
        };
        sign | (magnitude as f32).to_bits()
    }

    fn power_of_two(exponent: i32) -> f64 {
        f64::from_bits(((1_023 + exponent) as u64) << 52)
    }

    #[test]
    fn every_half_keeps_its_value() {
        for bits in 0..=u16::MAX {
            let value = f16::from_bits(bits).value();
            assert_eq!(value.to_bits(), defined(bits), "{bits:#06x}");
        }
    }
}
