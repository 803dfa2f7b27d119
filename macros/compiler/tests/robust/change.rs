//! Changes of a model's tables, each of which the reader accepts.

use proptest::prelude::*;
use proptest::sample::Index;
use tflite_schema::{Model, Subgraph, Tensor};

/// A change of a subgraph. The indices select a subgraph, its tensors or its operators.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    subgraph: Index,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// A tensor's dimension has another length.
    Length(Index, Index, usize),
    /// A tensor gets one more dimension at its front, or loses one.
    Rank(Index, bool),
    /// A tensor gets the type of another.
    Type(Index, Index),
    /// A tensor gets the quantization of another.
    Quantization(Index, Index),
    /// A tensor gets the given number of scales and zero points.
    Scales(Index, usize),
    /// A tensor becomes a variable.
    Variable(Index),
    /// An operator reads another tensor, or none.
    Input(Index, Index, Option<Index>),
    /// An operator loses an input, or reads its last one twice.
    Inputs(Index, bool),
    /// An operator writes another tensor.
    Output(Index, Index),
    /// An operator gets the options of another.
    Options(Index, Index),
    /// An operator is repeated or removed.
    Operator(Index, bool),
    /// An input or output of the model is another tensor.
    Port(bool, Index),
}

pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let length = prop_oneof![
        0..9usize,
        Just(255),
        Just(1 << 15),
        Just(1 << 20),
        Just(1 << 30)
    ];
    let scales = prop_oneof![0..5usize, Just(1 << 16)];
    let kind = prop_oneof![
        6 => (index(), index(), length).prop_map(|(tensor, axis, length)| Kind::Length(tensor, axis, length)),
        1 => (index(), any::<bool>()).prop_map(|(tensor, more)| Kind::Rank(tensor, more)),
        1 => (index(), index()).prop_map(|(tensor, of)| Kind::Type(tensor, of)),
        1 => (index(), index()).prop_map(|(tensor, of)| Kind::Quantization(tensor, of)),
        1 => (index(), scales).prop_map(|(tensor, count)| Kind::Scales(tensor, count)),
        1 => index().prop_map(Kind::Variable),
        2 => (index(), index(), any::<Option<Index>>())
            .prop_map(|(operator, at, tensor)| Kind::Input(operator, at, tensor)),
        1 => (index(), any::<bool>()).prop_map(|(operator, more)| Kind::Inputs(operator, more)),
        1 => (index(), index()).prop_map(|(operator, tensor)| Kind::Output(operator, tensor)),
        1 => (index(), index()).prop_map(|(operator, of)| Kind::Options(operator, of)),
        1 => (index(), any::<bool>()).prop_map(|(operator, more)| Kind::Operator(operator, more)),
        1 => (any::<bool>(), index()).prop_map(|(is_input, tensor)| Kind::Port(is_input, tensor)),
    ];
    let change = (any::<Index>(), kind).prop_map(|(subgraph, kind)| Change { subgraph, kind });
    prop::collection::vec(change, 1..3)
}

impl Change {
    /// Applies the change, if the parts that it changes exist.
    pub(crate) fn apply(&self, model: &mut Model<'_>) {
        let position = self.subgraph.index(model.subgraphs.len());
        let subgraph = &mut model.subgraphs[position];
        if !subgraph.tensors.is_empty() && !subgraph.operators.is_empty() {
            self.kind.apply(subgraph);
        }
    }
}

impl Kind {
    fn apply(&self, subgraph: &mut Subgraph<'_>) {
        let (tensors, operators) = (subgraph.tensors.len(), subgraph.operators.len());
        match self {
            Self::Length(tensor, axis, length) => {
                reshape(&mut subgraph.tensors[tensor.index(tensors)], |shape| {
                    if !shape.is_empty() {
                        let axis = axis.index(shape.len());
                        shape[axis] = *length;
                    }
                })
            }
            Self::Rank(tensor, true) => {
                reshape(&mut subgraph.tensors[tensor.index(tensors)], |shape| {
                    shape.insert(0, 1)
                })
            }
            Self::Rank(tensor, false) => {
                reshape(&mut subgraph.tensors[tensor.index(tensors)], |shape| {
                    let _ = shape.pop();
                })
            }
            Self::Type(tensor, of) => {
                let ty = subgraph.tensors[of.index(tensors)].ty;
                let mut changed = subgraph.tensors[tensor.index(tensors)].clone();
                changed.ty = ty;
                replace(&mut subgraph.tensors[tensor.index(tensors)], changed);
            }
            Self::Quantization(tensor, of) => {
                let quantization = subgraph.tensors[of.index(tensors)].quantization.clone();
                subgraph.tensors[tensor.index(tensors)].quantization = quantization;
            }
            Self::Scales(tensor, count) => {
                if let Some(quantization) =
                    &mut subgraph.tensors[tensor.index(tensors)].quantization
                {
                    quantization.scale.resize(*count, 0.5);
                    quantization.zero_point.resize(*count, 0);
                }
            }
            Self::Variable(tensor) => subgraph.tensors[tensor.index(tensors)].is_variable ^= true,
            Self::Input(operator, at, tensor) => {
                let inputs = &mut subgraph.operators[operator.index(operators)].inputs;
                if !inputs.is_empty() {
                    let at = at.index(inputs.len());
                    inputs[at] = tensor.map(|tensor| tensor.index(tensors));
                }
            }
            Self::Inputs(operator, more) => {
                let inputs = &mut subgraph.operators[operator.index(operators)].inputs;
                match more {
                    true => inputs.extend(inputs.last().copied()),
                    false => drop(inputs.pop()),
                }
            }
            Self::Output(operator, tensor) => {
                let outputs = &mut subgraph.operators[operator.index(operators)].outputs;
                if let Some(output) = outputs.last_mut() {
                    *output = tensor.index(tensors);
                }
            }
            Self::Options(operator, of) => {
                let options = subgraph.operators[of.index(operators)].options.clone();
                subgraph.operators[operator.index(operators)].options = options;
            }
            Self::Operator(operator, more) => {
                let position = operator.index(operators);
                let operator = subgraph.operators.remove(position);
                if *more {
                    subgraph.operators.insert(position, operator.clone());
                    subgraph.operators.insert(position, operator);
                }
            }
            Self::Port(is_input, tensor) => {
                let ports = match is_input {
                    true => &mut subgraph.inputs,
                    false => &mut subgraph.outputs,
                };
                if let Some(port) = ports.last_mut() {
                    *port = tensor.index(tensors);
                }
            }
        }
    }
}

fn reshape(tensor: &mut Tensor<'_>, change: impl FnOnce(&mut Vec<usize>)) {
    let mut changed = tensor.clone();
    change(&mut changed.shape);
    replace(tensor, changed);
}

/// Replaces a tensor, unless the reader would refuse it: a constant of another size, or a tensor whose
/// size exceeds an i32.
fn replace<'a>(tensor: &mut Tensor<'a>, changed: Tensor<'a>) {
    let is_constant = changed.data.is_some();
    let is_read = (!is_constant || changed.byte_size() == tensor.byte_size())
        && changed.elements().saturating_mul(8) < i32::MAX as usize;
    if is_read {
        *tensor = changed;
    }
}
