//! gemmlowp's `fixedpoint.h` and TFLM's `common.h`, function by function under their names.
#![expect(missing_docs, reason = "the originals are the documentation")]

pub fn saturating_rounding_doubling_high_mul(a: i32, b: i32) -> i32 {
    if a == b && a == i32::MIN {
        return i32::MAX;
    }
    let ab = i64::from(a) * i64::from(b);
    let nudge = if ab >= 0 { 1 << 30 } else { 1 - (1 << 30) };
    i32::try_from((ab + nudge) / (1 << 31)).expect("a product of fractions")
}

pub fn saturating_rounding_doubling_high_mul_i16(a: i16, b: i16) -> i16 {
    if a == b && a == i16::MIN {
        return i16::MAX;
    }
    let ab = i32::from(a) * i32::from(b);
    let nudge = if ab >= 0 { 1 << 14 } else { 1 - (1 << 14) };
    i16::try_from((ab + nudge) / (1 << 15)).expect("a product of fractions")
}

pub fn rounding_divide_by_pot(x: i32, exponent: i32) -> i32 {
    let mask = ((1i64 << exponent) - 1) as i32;
    let remainder = x & mask;
    let threshold = (mask >> 1) + i32::from(x < 0);
    (x >> exponent) + i32::from(remainder > threshold)
}

pub fn rounding_divide_by_pot_i16(x: i16, exponent: i32) -> i16 {
    let mask = ((1i64 << exponent) - 1) as i16;
    let remainder = x & mask;
    let threshold = (mask >> 1) + i16::from(x < 0);
    (i32::from(x) >> exponent) as i16 + i16::from(remainder > threshold)
}

pub fn multiply_by_quantized_multiplier(x: i32, multiplier: i32, shift: i32) -> i32 {
    let (left_shift, right_shift) = if shift > 0 { (shift, 0) } else { (0, -shift) };
    let shifted = i32::try_from(i64::from(x) << left_shift).expect("no overflow");
    rounding_divide_by_pot(
        saturating_rounding_doubling_high_mul(shifted, multiplier),
        right_shift,
    )
}

pub fn saturating_rounding_multiply_by_pot(x: i32, exponent: i32) -> i32 {
    if exponent <= 0 {
        return rounding_divide_by_pot(x, -exponent);
    }
    let threshold = ((1i64 << (31 - exponent)) - 1) as i32;
    if x > threshold {
        i32::MAX
    } else if x < -threshold {
        i32::MIN
    } else {
        x << exponent
    }
}

fn rounding_half_sum(a: i32, b: i32) -> i32 {
    let sum = i64::from(a) + i64::from(b);
    let sign = if sum >= 0 { 1 } else { -1 };
    i32::try_from((sum + sign) / 2).expect("a mean")
}

/// A `FixedPoint<int32_t, integer_bits>`; sums overflow as a test failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FixedPoint {
    pub raw: i32,
    integer_bits: i32,
}

impl FixedPoint {
    pub fn from_raw(raw: i32, integer_bits: i32) -> Self {
        Self { raw, integer_bits }
    }

    fn one(integer_bits: i32) -> Self {
        let raw = if integer_bits == 0 {
            i32::MAX
        } else {
            1 << (31 - integer_bits)
        };
        Self { raw, integer_bits }
    }

    fn constant_pot(exponent: i32, integer_bits: i32) -> Self {
        Self {
            raw: 1 << (31 - integer_bits + exponent),
            integer_bits,
        }
    }

    fn add(self, other: Self) -> Self {
        assert_eq!(self.integer_bits, other.integer_bits);
        Self {
            raw: self.raw.checked_add(other.raw).expect("no overflow"),
            ..self
        }
    }

    fn sub(self, other: Self) -> Self {
        assert_eq!(self.integer_bits, other.integer_bits);
        Self {
            raw: self.raw.checked_sub(other.raw).expect("no overflow"),
            ..self
        }
    }

    fn mul(self, other: Self) -> Self {
        Self {
            raw: saturating_rounding_doubling_high_mul(self.raw, other.raw),
            integer_bits: self.integer_bits + other.integer_bits,
        }
    }

    fn neg(self) -> Self {
        Self {
            raw: -self.raw,
            ..self
        }
    }

    fn exact_mul_by_pot(self, exponent: i32) -> Self {
        Self {
            integer_bits: self.integer_bits + exponent,
            ..self
        }
    }

    fn mul_by_pot(self, exponent: i32) -> Self {
        Self {
            raw: saturating_rounding_multiply_by_pot(self.raw, exponent),
            ..self
        }
    }

    pub fn rescale(self, integer_bits: i32) -> Self {
        let exponent = self.integer_bits - integer_bits;
        Self {
            raw: saturating_rounding_multiply_by_pot(self.raw, exponent),
            integer_bits,
        }
    }
}

fn exp_on_interval_between_negative_one_quarter_and_0_excl(a: FixedPoint) -> FixedPoint {
    let constant_term = FixedPoint::from_raw(1_895_147_668, 0);
    let constant_1_over_3 = FixedPoint::from_raw(715_827_883, 0);
    let x = a.add(FixedPoint::constant_pot(-3, 0));
    let x2 = x.mul(x);
    let x3 = x2.mul(x);
    let x4 = x2.mul(x2);
    let x4_over_4 = x4.mul_by_pot(-2);
    let x4_over_24_plus_x3_over_6_plus_x2_over_2 = x4_over_4
        .add(x3)
        .mul(constant_1_over_3)
        .add(x2)
        .mul_by_pot(-1);
    constant_term.add(constant_term.mul(x.add(x4_over_24_plus_x3_over_6_plus_x2_over_2)))
}

pub fn exp_on_negative_values(a: FixedPoint) -> FixedPoint {
    let integer_bits = a.integer_bits;
    let fractional_bits = 31 - integer_bits;
    let one_quarter = FixedPoint::constant_pot(-2, integer_bits);
    let mask = one_quarter.raw - 1;
    let a_mod_quarter_minus_one_quarter =
        FixedPoint::from_raw(a.raw & mask, integer_bits).sub(one_quarter);
    let mut result = exp_on_interval_between_negative_one_quarter_and_0_excl(
        a_mod_quarter_minus_one_quarter.rescale(0),
    );
    let remainder = a_mod_quarter_minus_one_quarter.sub(a).raw;
    let barrel = [
        (-2, 1_672_461_947),
        (-1, 1_302_514_674),
        (0, 790_015_084),
        (1, 290_630_308),
        (2, 39_332_535),
        (3, 720_401),
        (4, 242),
    ];
    for (exponent, multiplier) in barrel {
        if integer_bits > exponent && remainder & (1 << (fractional_bits + exponent)) != 0 {
            result = result.mul(FixedPoint::from_raw(multiplier, 0));
        }
    }
    if a.raw == 0 {
        FixedPoint::one(0)
    } else {
        result
    }
}

fn newton_raphson(a: FixedPoint) -> FixedPoint {
    let half_denominator =
        FixedPoint::from_raw(rounding_half_sum(a.raw, FixedPoint::one(0).raw), 0);
    let constant_48_over_17 = FixedPoint::from_raw(1_515_870_810, 2);
    let constant_neg_32_over_17 = FixedPoint::from_raw(-1_010_580_540, 2);
    let mut x = constant_48_over_17.add(half_denominator.mul(constant_neg_32_over_17));
    for _ in 0..3 {
        let half_denominator_times_x = half_denominator.mul(x);
        let one_minus_half_denominator_times_x = FixedPoint::one(2).sub(half_denominator_times_x);
        x = x.add(x.mul(one_minus_half_denominator_times_x).rescale(2));
    }
    x
}

pub fn one_minus_x_over_one_plus_x_for_x_in_0_1(a: FixedPoint) -> FixedPoint {
    newton_raphson(a).sub(FixedPoint::one(2)).rescale(0)
}

pub fn one_over_one_plus_x_for_x_in_0_1(a: FixedPoint) -> FixedPoint {
    newton_raphson(a).exact_mul_by_pot(-1).rescale(0)
}

pub fn tanh(a: FixedPoint) -> FixedPoint {
    let n = if a.raw < 0 { a } else { a.neg() };
    let t = one_minus_x_over_one_plus_x_for_x_in_0_1(exp_on_negative_values(n.exact_mul_by_pot(1)));
    match a.raw.signum() {
        0 => FixedPoint::from_raw(0, 0),
        1 => t,
        _ => t.neg(),
    }
}

pub fn logistic(a: FixedPoint) -> FixedPoint {
    let abs = if a.raw > 0 { a } else { a.neg() };
    let positive = one_over_one_plus_x_for_x_in_0_1(exp_on_negative_values(abs.neg()));
    match a.raw.signum() {
        0 => FixedPoint::from_raw(1 << 30, 0),
        1 => positive,
        _ => FixedPoint::one(0).sub(positive),
    }
}

/// Returns the reciprocal and `num_bits_over_unit`.
pub fn get_reciprocal(x: i32, integer_digits: i32) -> (i32, i32) {
    let headroom_plus_one = x.leading_zeros();
    let shifted = (i64::from(x) << headroom_plus_one) - (1 << 31);
    let shifted_sum_minus_one = i32::try_from(shifted).expect("in [0, 1)");
    let reciprocal =
        one_over_one_plus_x_for_x_in_0_1(FixedPoint::from_raw(shifted_sum_minus_one, 0));
    (reciprocal.raw, integer_digits - headroom_plus_one as i32)
}

pub fn get_inv_sqrt_quantized_multiplier_exp(mut input: i32) -> (i32, i32) {
    if input <= 1 {
        return (i32::MAX, 0);
    }
    let mut output_shift = 11;
    while input >= 1 << 29 {
        input /= 4;
        output_shift += 1;
    }
    let max_left_shift_bits = input.leading_zeros() as i32 - 1;
    let left_shift_bit_pairs = max_left_shift_bits / 2 - 1;
    output_shift -= left_shift_bit_pairs;
    input <<= 2 * left_shift_bit_pairs;
    let fixedpoint_half_input = FixedPoint::from_raw(input >> 1, 3).mul_by_pot(-1);
    let fixedpoint_half_three = FixedPoint::from_raw((1 << 28) + (1 << 27), 3);
    let mut x = FixedPoint::one(3);
    for _ in 0..5 {
        let x3 = x.mul(x).mul(x).rescale(3);
        x = fixedpoint_half_three
            .mul(x)
            .sub(fixedpoint_half_input.mul(x3))
            .rescale(3);
    }
    x = x.mul(FixedPoint::from_raw(1_518_500_250, 0));
    if output_shift < 0 {
        (x.raw << -output_shift, 0)
    } else {
        (x.raw, -output_shift)
    }
}

pub fn log_x_for_x_greater_than_or_equal_to_1(input_val: FixedPoint) -> FixedPoint {
    const OUTPUT_INTEGER_BITS: i32 = 5;
    const ACCUM_INTEGER_BITS: i32 = OUTPUT_INTEGER_BITS + 1;
    let constant = |raw| FixedPoint::from_raw(raw, 0);
    let (log_2, sqrt_sqrt_half) = (constant(1_488_522_236), constant(1_805_811_301));
    let (sqrt_half, one_quarter) = (constant(1_518_500_250), constant(536_870_912));
    let (alpha_n, alpha_d) = (constant(117_049_297), constant(127_690_142));
    let (alpha_i, alpha_f) = (constant(1_057_819_769), constant(638_450_708));
    let shifted_quarter = one_quarter.rescale(ACCUM_INTEGER_BITS).raw;
    let accum = |whole: i32| saturating_rounding_multiply_by_pot(whole, 31 - ACCUM_INTEGER_BITS);
    let z_a = constant(input_val.raw);
    let z_a_headroom_plus_1 = z_a.raw.leading_zeros() as i32;
    let r_a_tmp = z_a.mul_by_pot(z_a_headroom_plus_1 - 1);
    let r_a_raw = saturating_rounding_multiply_by_pot(r_a_tmp.mul(sqrt_half).raw, 1);
    let z_a_pow_2_adj =
        accum(input_val.integer_bits - z_a_headroom_plus_1).saturating_add(shifted_quarter);
    let z_b = z_a.mul(sqrt_half);
    let z_b_headroom = z_b.raw.leading_zeros() as i32 - 1;
    let r_b_raw = saturating_rounding_multiply_by_pot(z_a.raw, z_b_headroom);
    let z_b_pow_2_adj =
        accum(input_val.integer_bits - z_b_headroom).saturating_sub(shifted_quarter);
    let r = constant(r_a_raw.min(r_b_raw));
    let z_pow_2_adj = FixedPoint::from_raw(z_a_pow_2_adj.max(z_b_pow_2_adj), ACCUM_INTEGER_BITS);
    let p = constant(rounding_half_sum(r.raw, sqrt_sqrt_half.raw));
    let q = r.sub(sqrt_sqrt_half);
    let q = q.add(q);
    let common_sq = q.mul(q);
    let num = q.mul(r).add(q.mul(common_sq).mul(alpha_n));
    let denom_minus_one_0 = p
        .mul(alpha_i.add(q).add(alpha_d.mul(common_sq)))
        .add(alpha_f.mul(q));
    let recip_denom = one_over_one_plus_x_for_x_in_0_1(denom_minus_one_0);
    let num_scaled = num.rescale(ACCUM_INTEGER_BITS);
    z_pow_2_adj
        .mul(log_2)
        .add(num_scaled.mul(recip_denom))
        .rescale(OUTPUT_INTEGER_BITS)
}
