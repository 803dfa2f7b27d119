//! The facts about a supported operator that are known before it is lowered.

use tflite_schema::BuiltinOperator as Op;

use super::node::Node;
use super::types::MOVED;
use super::{Problem, Types};

/// A supported operator.
pub struct Support {
    pub(super) code: Op,
    /// TFLite's name.
    pub name: &'static str,
    /// The types that it has kernels for.
    pub types: &'static [Types],
    /// The least and the most inputs, those that are left out (−1) among them.
    pub inputs: [usize; 2],
    /// The least and the most outputs.
    pub outputs: [usize; 2],
    /// The least and the most dimensions of the first input that it computes with.
    pub ranks: [usize; 2],
    /// The first input that it computes with at run time, perhaps a constant, and the input after the last: not
    /// weights, axes, sizes and their kin.
    pub(super) activations: [usize; 2],
    /// The position of its weights.
    pub(super) weights: Option<usize>,
    /// The outputs that are of [`Types::writes`]: others, after them, have a type of their own.
    pub(super) results: usize,
    /// Whether it computes with what integers stand for, so that each tensor of int8, uint8 or int16 must have a scale.
    pub(super) needs_scales: bool,
    pub(super) lower: fn(&mut Node<'_>) -> Result<(), Problem>,
}

/// The upper bound of a number of tensors that has none.
pub(super) const MANY: usize = usize::MAX;

/// An operator that moves elements of any type as they are.
pub(super) const fn moved(
    op: (Op, &'static str),
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    moved_of(MOVED, op, lower)
}

/// An operator that moves elements of these types as they are.
pub(super) const fn moved_of(
    types: &'static [Types],
    op: (Op, &'static str),
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    Support {
        needs_scales: false,
        ..support(op, types, lower)
    }
}

/// An operator that computes: of elements of these types, from one input one output.
pub(super) const fn support(
    (code, name): (Op, &'static str),
    types: &'static [Types],
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    Support {
        code,
        name,
        types,
        inputs: [1, 1],
        outputs: [1, 1],
        ranks: [0, MANY],
        activations: [0, 1],
        weights: None,
        results: MANY,
        needs_scales: true,
        lower,
    }
}

/// An operator that computes one output from two inputs of these types.
pub(super) const fn pair(
    op: (Op, &'static str),
    types: &'static [Types],
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    support(op, types, lower).reads([0, 2]).takes([2, 2])
}

impl Support {
    /// The row of an operator that also takes integers which are only integers.
    pub(super) const fn takes_integers(self) -> Self {
        Self {
            needs_scales: false,
            ..self
        }
    }

    /// The row with so many inputs.
    pub(super) const fn takes(self, inputs: [usize; 2]) -> Self {
        Self { inputs, ..self }
    }

    /// The row with so many outputs.
    pub(super) const fn gives(self, outputs: [usize; 2]) -> Self {
        Self { outputs, ..self }
    }

    /// The row with these inputs as activations.
    pub(super) const fn reads(self, activations: [usize; 2]) -> Self {
        Self {
            activations,
            ..self
        }
    }

    /// The row with weights at a position.
    pub(super) const fn weighs(self, weights: usize) -> Self {
        Self {
            weights: Some(weights),
            ..self
        }
    }

    /// The row with so many outputs of the type of its row.
    pub(super) const fn results(self, results: usize) -> Self {
        Self { results, ..self }
    }

    /// The row with inputs of so many dimensions.
    pub(super) const fn ranks(self, ranks: [usize; 2]) -> Self {
        Self { ranks, ..self }
    }
}
