//! Inputs of int16 as those of the tables of LOGISTIC and TANH.

use tiny_model_kernels::interpolate::Scaling;

use super::{Unfit, nearest_power_of_two};

/// Steps of the argument of the tables for each step of an input in Q3.12.
const TABLE: i32 = 3;
/// The bits of fraction of Q3.12.
const FRACTION: i32 = 12;

/// LOGISTIC of an input's scale: TFLM's `CalculateArithmeticOpDataLogistic`.
///
/// # Errors
/// A scale that is too large.
pub fn logistic_of_int16(scale: f32) -> Result<Scaling, Unfit> {
    of_int16(scale, &[0])
}

/// TANH of an input's scale: TFLM's `CalculateArithmeticOpData`.
///
/// # Errors
/// A scale that is too large.
pub fn tanh_of_int16(scale: f32) -> Result<Scaling, Unfit> {
    of_int16(scale, &[0, 1])
}

/// A scale of `2^(exact − 12)` is taken as it is, for those `exact`; others are multiplied by 15 bits that are cut
/// off.
fn of_int16(scale: f32, exact: &[i32]) -> Result<Scaling, Unfit> {
    let (power, is_exact) = nearest_power_of_two(scale);
    let shift = power + FRACTION;
    if is_exact && exact.contains(&shift) {
        return Ok(Scaling {
            multiplier: TABLE << shift,
            shift: 0,
        });
    }
    let mut multiplier = f64::from(scale) * 4096.0 * f64::from(TABLE);
    let mut shift = 0;
    while multiplier <= 32_767.0 / 2.0 && shift <= 30 {
        shift += 1;
        multiplier *= 2.0;
    }
    if multiplier > 32_767.0 {
        return Err(Unfit::CoarseInt16(scale));
    }
    Ok(Scaling {
        multiplier: multiplier as i32,
        shift,
    })
}

/// TANH of the cells of an LSTM, whose scale is taken for the nearest power of two.
///
/// # Errors
/// A scale that is too large or too small.
pub(super) fn tanh_of_cells(scale: f32) -> Result<Scaling, Unfit> {
    let power = nearest_power_of_two(scale).0 + FRACTION;
    match power {
        0..=14 => Ok(Scaling {
            multiplier: TABLE << power,
            shift: 0,
        }),
        -16..0 => Ok(Scaling {
            multiplier: TABLE,
            shift: power.unsigned_abs(),
        }),
        _ => Err(Unfit::Cells(scale)),
    }
}
