//! The comparison of outputs with expected outputs, value by value.

use std::fmt;

use crate::manifest::{Dtype, Tensor};

/// The result of comparing the outputs of all cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Bytes compared.
    pub bytes: usize,
    /// Bytes that differ, tolerated or not.
    pub differing: usize,
    /// The largest difference of two values, tolerated or not; infinite where one of them is NaN.
    pub max_difference: f64,
    /// Values that differ by more than the tolerance.
    pub mismatches: usize,
    /// The first mismatch.
    pub first: Option<Mismatch>,
}

/// A value that differs from the expected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The output's name in the model file.
    pub tensor: String,
    /// Case, from 0.
    pub case: usize,
    /// Flat index, from 0.
    pub index: usize,
    /// Index in each dimension, from 0.
    pub coordinates: Vec<usize>,
    /// The reference's value.
    pub expected: String,
    /// The computed value.
    pub got: String,
}

/// Compares the outputs of successive cases; both are the raw values of all tensors, case by case.
///
/// Floats agree within `tolerance`, all other values if they are equal; with a tolerance of 0 all bytes have
/// to be equal.
#[must_use]
pub fn compare(tensors: &[Tensor], tolerance: f64, expected: &[u8], got: &[u8]) -> Comparison {
    let mut comparison = Comparison::default();
    let bytes = tensors
        .iter()
        .map(|tensor| tensor.nbytes)
        .sum::<usize>()
        .max(1);
    for (case, (mut expected, mut got)) in expected.chunks(bytes).zip(got.chunks(bytes)).enumerate()
    {
        for tensor in tensors {
            let (expected_values, got_values);
            (expected_values, expected) = expected.split_at(tensor.nbytes);
            (got_values, got) = got.split_at(tensor.nbytes);
            comparison.add(tensor, tolerance, case, expected_values, got_values);
        }
    }
    comparison
}

impl Comparison {
    /// Returns whether all values agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.mismatches == 0
    }

    fn add(&mut self, tensor: &Tensor, tolerance: f64, case: usize, expected: &[u8], got: &[u8]) {
        self.bytes += expected.len();
        if expected == got {
            return;
        }
        self.differing += expected.iter().zip(got).filter(|(a, b)| a != b).count();
        let dtype = tensor.dtype;
        let values = expected.chunks(dtype.size()).zip(got.chunks(dtype.size()));
        for (index, (expected, got)) in values
            .enumerate()
            .filter(|(_, (expected, got))| expected != got)
        {
            let difference = difference(dtype, expected, got);
            self.max_difference = self.max_difference.max(difference);
            if tolerance > 0.0 && dtype.is_float() && difference <= tolerance {
                continue;
            }
            self.mismatches += 1;
            self.first.get_or_insert_with(|| Mismatch {
                tensor: tensor.name.clone(),
                case,
                index,
                coordinates: coordinates(&tensor.shape, index),
                expected: dtype.show(expected),
                got: dtype.show(got),
            });
        }
    }
}

/// Returns the difference of two values with different bytes; it is 0 for two NaNs.
fn difference(dtype: Dtype, a: &[u8], b: &[u8]) -> f64 {
    let (a, b) = (dtype.value(a), dtype.value(b));
    match (a.is_nan(), b.is_nan()) {
        (true, true) => 0.0,
        (false, false) => (a - b).abs(),
        _ => f64::INFINITY,
    }
}

/// Returns the row-major coordinates of a flat index.
fn coordinates(shape: &[usize], mut index: usize) -> Vec<usize> {
    let mut coordinates: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&length| {
            let coordinate = index % length;
            index /= length;
            coordinate
        })
        .collect();
    coordinates.reverse();
    coordinates
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tensor,
            case,
            index,
            coordinates,
            expected,
            got,
        } = self;
        write!(
            f,
            "output `{tensor}`, case {case}, index {index} {coordinates:?}: expected {expected}, got {got}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[usize], dtype: Dtype) -> Tensor {
        let nbytes = shape.iter().product::<usize>() * dtype.size();
        Tensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            dtype,
            nbytes,
        }
    }

    fn floats(values: &[f32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    #[test]
    fn equal_bytes_agree() {
        let tensors = [tensor("y", &[1, 2], Dtype::Int8)];
        let comparison = compare(&tensors, 0.0, &[1, 2, 3, 4], &[1, 2, 3, 4]);
        assert_eq!(
            comparison,
            Comparison {
                bytes: 4,
                ..Comparison::default()
            }
        );
        assert!(comparison.agrees());
    }

    #[test]
    fn the_first_mismatch_is_named_and_all_are_counted() {
        let tensors = [
            tensor("a", &[1], Dtype::Int16),
            tensor("b", &[1, 2, 2], Dtype::Int8),
        ];
        let expected = [0, 0, 0, 0, 0, 0, /* case 1 */ 0, 0, 1, 2, 0x80, 4];
        let got = [0, 0, 0, 0, 0, 0, /* case 1 */ 0, 0, 1, 2, 0x7f, 5];
        let comparison = compare(&tensors, 0.0, &expected, &got);
        assert_eq!(
            (
                comparison.bytes,
                comparison.differing,
                comparison.mismatches
            ),
            (12, 2, 2)
        );
        assert_eq!(comparison.max_difference.to_string(), "255");
        let first = comparison.first.expect("a mismatch").to_string();
        assert_eq!(
            first,
            "output `b`, case 1, index 2 [0, 1, 0]: expected -128, got 127"
        );
    }

    #[test]
    fn floats_agree_within_the_tolerance_and_bytes_are_counted_nevertheless() {
        let tensors = [tensor("y", &[3], Dtype::Float32)];
        let expected = floats(&[1.0, 0.5, f32::NAN]);
        let near = floats(&[1.0 + f32::EPSILON, 0.5, -f32::NAN]);
        let comparison = compare(&tensors, 1e-5, &expected, &near);
        assert!(comparison.agrees());
        assert_eq!(comparison.differing, 2);
        assert_eq!(
            comparison.max_difference.to_string(),
            f64::from(f32::EPSILON).to_string()
        );
        assert_eq!(compare(&tensors, 0.0, &expected, &near).mismatches, 2);
    }

    #[test]
    fn far_floats_and_lost_numbers_do_not_agree() {
        let tensors = [tensor("y", &[2], Dtype::Float32)];
        let comparison = compare(&tensors, 1e-5, &floats(&[1.0, 0.25]), &floats(&[1.0, 0.5]));
        let first = comparison.first.expect("a mismatch").to_string();
        assert_eq!(
            first,
            "output `y`, case 0, index 1 [1]: expected 0.25, got 0.5"
        );
        let comparison = compare(
            &tensors,
            1e-5,
            &floats(&[1.0, 0.5]),
            &floats(&[f32::NAN, 0.5]),
        );
        assert!(comparison.max_difference.is_infinite() && !comparison.agrees());
    }

    #[test]
    fn integers_have_no_tolerance() {
        let tensors = [tensor("y", &[1], Dtype::Int32)];
        assert_eq!(
            compare(&tensors, 10.0, &[1, 0, 0, 0], &[2, 0, 0, 0]).mismatches,
            1
        );
    }
}
