//! float16: what weights on f32 may be kept as, at half the flash.

use super::Plain;

/// An IEEE 754 binary16.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Half(u16);

// SAFETY: a `u16`, `repr(transparent)`.
unsafe impl Plain for Half {}

impl Half {
    /// The number of these bits.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub const fn to_bits(self) -> u16 {
        self.0
    }

    /// The f32 of the same value, in integer arithmetic but for numbers below 2^−14.
    #[inline(always)]
    pub const fn widen(self) -> f32 {
        /// Between the biases of the exponents.
        const REBIAS: u32 = (127 - 15) << 23;
        let magnitude = self.0 as u32 & 0x7fff;
        let widened = match magnitude {
            // Below the normal numbers, in steps of 2^−24.
            0..0x400 => (magnitude as f32 / (1 << 24) as f32).to_bits(),
            0x400..0x7c00 => (magnitude << 13) + REBIAS,
            // Infinite, or not a number.
            _ => 0x7f80_0000 | magnitude << 13,
        };
        f32::from_bits(widened | (self.0 as u32 & 0x8000) << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_keep_their_values() {
        let cases = [
            (0x0000, 0.0_f32),
            (0x8000, -0.0),
            (0x0001, f32::from_bits((127 - 24) << 23)),
            (0x83ff, -1023.0 / 16_777_216.0),
            (0x0400, f32::from_bits((127 - 14) << 23)),
            (0x3c00, 1.0),
            (0xc248, -3.140_625),
            (0x7bff, 65_504.0),
            (0xfc00, f32::NEG_INFINITY),
        ];
        for (bits, value) in cases {
            let widened = Half::from_bits(bits).widen();
            assert_eq!(widened.to_bits(), value.to_bits(), "{bits:#x}");
        }
        assert!(Half::from_bits(0x7e00).widen().is_nan());
    }
}
