use proptest::prelude::*;
use tiny_model_kernels::fixed_point::{
    exp_on_negative_values, logistic, one_over_one_plus_x, tanh,
};

use crate::oracle::gemmlowp::{self, FixedPoint};

/// Inputs beyond `±15` in Q4.27 are saturated before these functions are called.
const RADIUS: i32 = 15 << 27;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn exponentials_are_gemmlowps(x in i32::MIN..=0) {
        prop_assert_eq!(
            exp_on_negative_values::<5>(x),
            gemmlowp::exp_on_negative_values(FixedPoint::from_raw(x, 5)).raw
        );
        prop_assert_eq!(
            exp_on_negative_values::<4>(x),
            gemmlowp::exp_on_negative_values(FixedPoint::from_raw(x, 4)).raw
        );
    }

    #[test]
    fn reciprocals_are_gemmlowps(x in 0..=i32::MAX) {
        prop_assert_eq!(
            one_over_one_plus_x(x),
            gemmlowp::one_over_one_plus_x_for_x_in_0_1(FixedPoint::from_raw(x, 0)).raw
        );
    }

    #[test]
    fn logistic_and_tanh_are_gemmlowps(x in -RADIUS..=RADIUS) {
        let fixed = FixedPoint::from_raw(x, 4);
        prop_assert_eq!(logistic(x), gemmlowp::logistic(fixed).raw);
        prop_assert_eq!(tanh(x), gemmlowp::tanh(fixed).raw);
    }
}

#[test]
fn edges_are_gemmlowps() {
    for k in 0..31 {
        for x in [-(1 << k), 1 - (1 << k), -1 - (1 << k)]
            .into_iter()
            .filter(|&x| x <= 0)
        {
            assert_eq!(
                exp_on_negative_values::<5>(x),
                gemmlowp::exp_on_negative_values(FixedPoint::from_raw(x, 5)).raw
            );
        }
    }
    for x in [0, 1, i32::MAX - 1, i32::MAX] {
        let fixed = FixedPoint::from_raw(x, 0);
        assert_eq!(
            one_over_one_plus_x(x),
            gemmlowp::one_over_one_plus_x_for_x_in_0_1(fixed).raw
        );
    }
    for x in [-RADIUS, -1, 0, 1, RADIUS] {
        let fixed = FixedPoint::from_raw(x, 4);
        assert_eq!(logistic(x), gemmlowp::logistic(fixed).raw);
        assert_eq!(tanh(x), gemmlowp::tanh(fixed).raw);
    }
}
