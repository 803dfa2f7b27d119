//! LOGISTIC and TANH of int16 by interpolation in one table.
//!
//! Semantics: TFLM's `reference_integer_ops::Logistic` and `Tanh` for int16, whose inputs are
//! `x · multiplier` shifted right. An input of 1 stands for `1 / (24 · 512)` in LOGISTIC, and for
//! `1 / (48 · 256)` in TANH: `tanh x = 2 · logistic(2x) − 1`. Outputs are in Q0.15.
//!
//! [`TABLE`] is TFLM's table minus one half, so that it fits int16. With the entries `a`, `b`
//! around the magnitude of `x`, and the remainder `0 ≤ u < 2^n` of it, TFLM computes
//!
//! `r = 2^n·a + u·(b − a)`, and this module `a·(2^n − u) + b·u`, which is the same minus
//! `2^(15+n)`.
//!
//! For negative `x` TFLM negates `r` and adds a constant that is one smaller: `−r − 1 = !r`.

/// `2^16 · logistic(i / 24) − 2^15` in TFLM's rounding; the last entry is repeated.
pub static TABLE: [i16; 257] = [
    0, 683, 1_365, 2_045, 2_725, 3_401, 4_075, 4_745, 5_412, 6_073, 6_730, 7_381, 8_026, 8_664,
    9_296, 9_920, 10_536, 11_144, 11_743, 12_334, 12_915, 13_487, 14_049, 14_601, 15_143, 15_675,
    16_196, 16_707, 17_207, 17_696, 18_174, 18_641, 19_097, 19_543, 19_977, 20_401, 20_813, 21_215,
    21_606, 21_987, 22_357, 22_717, 23_066, 23_406, 23_735, 24_055, 24_365, 24_665, 24_956, 25_239,
    25_512, 25_776, 26_032, 26_280, 26_520, 26_751, 26_975, 27_191, 27_400, 27_602, 27_797, 27_985,
    28_167, 28_342, 28_511, 28_673, 28_831, 28_982, 29_128, 29_268, 29_404, 29_534, 29_660, 29_781,
    29_898, 30_010, 30_118, 30_222, 30_322, 30_418, 30_511, 30_600, 30_686, 30_768, 30_847, 30_923,
    30_997, 31_067, 31_135, 31_200, 31_262, 31_322, 31_380, 31_436, 31_489, 31_540, 31_589, 31_637,
    31_682, 31_726, 31_768, 31_808, 31_846, 31_884, 31_919, 31_953, 31_986, 32_018, 32_048, 32_077,
    32_105, 32_132, 32_158, 32_182, 32_206, 32_229, 32_251, 32_271, 32_292, 32_311, 32_329, 32_347,
    32_364, 32_381, 32_396, 32_411, 32_426, 32_440, 32_453, 32_466, 32_478, 32_490, 32_501, 32_512,
    32_523, 32_533, 32_542, 32_551, 32_560, 32_569, 32_577, 32_584, 32_592, 32_599, 32_606, 32_613,
    32_619, 32_625, 32_631, 32_636, 32_642, 32_647, 32_652, 32_657, 32_661, 32_665, 32_670, 32_674,
    32_677, 32_681, 32_685, 32_688, 32_691, 32_694, 32_697, 32_700, 32_703, 32_706, 32_708, 32_711,
    32_713, 32_715, 32_717, 32_720, 32_721, 32_723, 32_725, 32_727, 32_729, 32_730, 32_732, 32_733,
    32_735, 32_736, 32_737, 32_739, 32_740, 32_741, 32_742, 32_743, 32_744, 32_745, 32_746, 32_747,
    32_748, 32_749, 32_749, 32_750, 32_751, 32_752, 32_752, 32_753, 32_754, 32_754, 32_755, 32_755,
    32_756, 32_756, 32_757, 32_757, 32_758, 32_758, 32_758, 32_759, 32_759, 32_760, 32_760, 32_760,
    32_761, 32_761, 32_761, 32_761, 32_762, 32_762, 32_762, 32_762, 32_763, 32_763, 32_763, 32_763,
    32_763, 32_764, 32_764, 32_764, 32_764, 32_764, 32_764, 32_765, 32_765, 32_765, 32_765, 32_765,
    32_765, 32_765, 32_765, 32_766, 32_766, 32_766, 32_766, 32_766, 32_766, 32_766, 32_766, 32_766,
    32_766, 32_767, 32_767,
];

/// The scaling of an input for [`tanh`] or [`logistic`]: `⌊(x · multiplier + 2^shift / 2) / 2^shift⌋`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaling {
    /// The factor; at least 0.
    pub multiplier: i32,
    /// The shift to the right; at most 31.
    pub shift: u32,
}

impl Scaling {
    /// The scaling of inputs in Q3.12, as the gates of an LSTM are.
    pub const Q3_12: Self = Self {
        multiplier: 3,
        shift: 0,
    };

    /// Returns the scaled input.
    #[inline(always)]
    pub const fn apply(self, x: i16) -> i32 {
        let half = 1_i32.wrapping_shl(self.shift) >> 1;
        let product = (x as i32).wrapping_mul(self.multiplier);
        product.wrapping_add(half) >> (self.shift & 31)
    }
}

/// LOGISTIC in Q0.15.
#[inline(always)]
pub fn logistic(x: i32) -> i16 {
    let magnitude = x.unsigned_abs();
    let r = if magnitude >> 9 < 255 {
        between::<9>(magnitude)
    } else {
        // Smaller than the last entry: TFLM's outputs are within 1..=2^15 − 1 from here on.
        (0x7fff << 10) - (1 << 24)
    };
    (((r ^ (x >> 31)) + (1 << 9) + (1 << 24)) >> 10) as i16
}

/// TANH in Q0.15.
#[inline(always)]
pub fn tanh(x: i32) -> i16 {
    // The table ends with two equal entries: from the first of them on TFLM saturates to it.
    let magnitude = x.unsigned_abs().min(255 << 8);
    let r = between::<8>(magnitude);
    (((r ^ (x >> 31)) + (1 << 7)) >> 8) as i16
}

/// Returns `r` of a magnitude of at most `255 · 2^BITS`.
#[inline(always)]
fn between<const BITS: u32>(magnitude: u32) -> i32 {
    let at = (magnitude >> BITS) as usize;
    // The index is never out of the table; the default avoids a panic in the bounds check.
    let entry = |at: usize| TABLE.get(at).copied().map_or(0, i32::from);
    let rest = (magnitude & ((1 << BITS) - 1)).cast_signed();
    entry(at) * ((1 << BITS) - rest) + entry(at + 1) * rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// TFLM's function from its table on, statement by statement.
    fn tflm_logistic(input_data: i32) -> i16 {
        let table = |i: u32| u32::from(TABLE[i as usize].cast_unsigned() + (1 << 15));
        let abs_input_data = input_data.unsigned_abs();
        let uh = abs_input_data >> 9;
        let result = if uh >= 255 {
            0x7fff << 10
        } else {
            let (ua, ub) = (table(uh), table(uh + 1));
            (ua << 9) + (abs_input_data & 0x1ff) * (ub - ua)
        };
        let result = match input_data >= 0 {
            true => result + (1 << 9),
            false => (1 << (16 + 9)) - result + (1 << 9) - 1,
        };
        (result >> 10) as i16
    }

    fn tflm_tanh(input_data: i32) -> i16 {
        let table = |i: u32| u32::from(TABLE[i as usize].cast_unsigned() + (1 << 15));
        let abs_input_data = input_data.unsigned_abs();
        let uh = abs_input_data >> 8;
        let result = if uh >= 255 {
            0xffff << 8
        } else {
            let (ua, ub) = (table(uh), table(uh + 1));
            (ua << 8) + (abs_input_data & 0xff) * (ub - ua)
        };
        let result = result.cast_signed();
        let result = match input_data >= 0 {
            true => result - (1 << (14 + 9)) + (1 << (9 - 2)),
            false => -result + (1 << (14 + 9)) + (1 << (9 - 2)) - 1,
        };
        (result >> (9 - 1)) as i16
    }

    #[test]
    fn all_outputs_are_tflms() {
        for x in (-140_000..=140_000).chain([i32::MIN + 1, i32::MAX]) {
            assert_eq!(logistic(x), tflm_logistic(x), "{x}");
            assert_eq!(tanh(x), tflm_tanh(x), "{x}");
        }
    }

    #[test]
    fn they_are_near_the_functions() {
        for x in i16::MIN..=i16::MAX {
            let real = f64::from(x) / 4096.0;
            let expected = [32768.0 / (1.0 + (-real).exp()), 32768.0 * real.tanh()];
            let x = Scaling::Q3_12.apply(x);
            let found = [logistic(x), tanh(x)];
            for (expected, found) in expected.into_iter().zip(found) {
                assert!((expected - f64::from(found)).abs() < 4.0, "{real}");
            }
        }
    }

    #[test]
    fn inputs_are_rounded_when_they_are_shifted() {
        let scaling = Scaling {
            multiplier: 3,
            shift: 1,
        };
        assert_eq!([1, 2, -1].map(|x| scaling.apply(x)), [2, 3, -1]);
        assert_eq!(Scaling::Q3_12.apply(-5), -15);
    }
}
