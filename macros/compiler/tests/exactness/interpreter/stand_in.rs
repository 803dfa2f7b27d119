//! Operators that no pass looks into, except for what they clamp to: any function of their inputs, their state and
//! their numbers stands for them.
//!
//! A pass that rewrites such an operator is shown to be exact only by the operator's own function here.

use std::hash::{DefaultHasher, Hash, Hasher};

use tiny_model_compiler::graph::{Clamp, Element, Kind};
use tiny_model_kernels::op::float::Range;

use super::Numbers;

/// Smallest and largest value that an operator clamps to.
type Bounds = [f64; 2];

pub(super) fn compute(kind: &Kind, tensors: &mut Numbers) {
    let mut kind = kind.clone();
    let bounds = take_bounds(&mut kind);
    let mut hasher = DefaultHasher::new();
    format!("{kind:?}").hash(&mut hasher);
    for number in tensors.inputs.iter().chain(&tensors.state).flatten() {
        number.to_bits().hash(&mut hasher);
    }
    let seed = hasher.finish();
    let value = |index: usize| {
        let mut hasher = DefaultHasher::new();
        (seed, index).hash(&mut hasher);
        f64::from(hasher.finish() as i8)
    };
    for (index, y) in tensors.output.iter_mut().enumerate() {
        let value = match tensors.element {
            Element::Bool => f64::from(value(index) > 0.0),
            _ => value(index),
        };
        *y = bounds.map_or(value, |[least, most]| value.max(least).min(most));
    }
    let state = tensors.state.iter_mut().flatten();
    for (index, number) in state.enumerate() {
        *number = value(usize::MAX - index);
    }
}

/// Takes the bounds out of an operator, which is the same for all bounds then.
fn take_bounds(kind: &mut Kind) -> Option<Bounds> {
    let bounds = match kind.clamp()? {
        Clamp::Integers(output) => {
            let bounds = [output.min, output.max];
            [output.min, output.max] = [0; 2];
            bounds.map(f64::from)
        }
        Clamp::Int8(bounds) => std::mem::take(bounds).map(f64::from),
        Clamp::Int16(bounds) => std::mem::take(bounds).map(f64::from),
        Clamp::Floats(range) => {
            let Range { min, max } = std::mem::replace(range, Range::ALL);
            [min, max].map(f64::from)
        }
    };
    Some(bounds)
}
