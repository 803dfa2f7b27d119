//! Tensors that keep their values from run to run, and what they hold before the first.

use std::collections::BTreeMap;

use tflite_schema::{BuiltinOperator as Op, Options, Quantization, Tensor, TensorType};

use super::shapes::is_open;
use super::{Scope, element};
use crate::graph::{self, Graph, Initial, TensorId};

/// The variable tensors of a subgraph: what SVDF and LSTM remember.
///
/// What they hold first is that of TFLM's `ResetTensorData`: bytes of the zero point where elements are
/// int8, zeros otherwise.
pub(super) fn variable_tensors(scope: &Scope<'_>) -> BTreeMap<TensorId, Initial> {
    let tensors = scope.subgraph.tensors.iter().enumerate();
    tensors
        .filter(|(_, tensor)| tensor.is_variable)
        .map(|(id, tensor)| (scope.id(id), first_value(tensor)))
        .collect()
}

/// What a variable tensor holds first.
pub(super) fn first_value(tensor: &Tensor<'_>) -> Initial {
    match tensor.ty {
        TensorType::INT8 => zero_point(tensor),
        _ => Initial::Filled(0),
    }
}

/// The variables behind resource handles, by handle: tensors that TFLite keeps outside of all subgraphs.
#[derive(Default)]
pub(super) struct Variables {
    by_handle: BTreeMap<TensorId, TensorId>,
}

/// A variable as VAR_HANDLE names it.
struct Variable<'a> {
    container: &'a str,
    shared_name: &'a str,
    tensor: TensorId,
    /// Whether the file has left open the shape of every value so far.
    is_open: bool,
    is_assigned: bool,
}

impl Variables {
    /// Adds a tensor for each variable that is read or assigned.
    ///
    /// What they hold first is that of TFLM's `MicroResourceVariables::Allocate`: bytes of the zero point of
    /// what the first ASSIGN_VARIABLE assigns. TFLM cannot read what nobody assigns; here it holds the
    /// zero point of what is read.
    pub(super) fn new(scopes: &[Scope<'_>], graph: &mut Graph) -> Self {
        let mut known: Vec<Variable<'_>> = Vec::new();
        let mut by_handle = BTreeMap::new();
        for scope in scopes {
            for operator in &scope.subgraph.operators {
                let is_assigned = operator.builtin() == Op::ASSIGN_VARIABLE;
                let handle = operator.inputs.first().copied().flatten();
                let value = match operator.builtin() {
                    Op::READ_VARIABLE => operator.outputs.first().copied(),
                    Op::ASSIGN_VARIABLE => operator.inputs.get(1).copied().flatten(),
                    _ => None,
                };
                let Some((handle, value)) = handle.zip(value) else {
                    continue;
                };
                let (Some(names), Some(value)) =
                    (names(scope, handle), scope.subgraph.tensors.get(value))
                else {
                    continue;
                };
                let variable = match known.iter_mut().find(|variable| variable.is(names)) {
                    Some(variable) => variable,
                    None => {
                        known.push(Variable::new(names, value, graph));
                        let last = known.len() - 1;
                        &mut known[last]
                    }
                };
                if variable.is_open && !is_open(value) {
                    variable.is_open = false;
                    let shape = &mut graph.tensors[variable.tensor.0].shape;
                    shape.clone_from(&value.shape);
                }
                if is_assigned && !variable.is_assigned {
                    variable.is_assigned = true;
                    graph.state.insert(variable.tensor, zero_point(value));
                }
                by_handle.insert(scope.id(handle), variable.tensor);
            }
        }
        Self { by_handle }
    }

    /// The variable that a handle stands for.
    pub(super) fn get(&self, handle: TensorId) -> Option<TensorId> {
        self.by_handle.get(&handle).copied()
    }
}

impl<'a> Variable<'a> {
    /// A variable of the shape and type of a value.
    fn new(
        (container, shared_name): (&'a str, &'a str),
        like: &Tensor<'_>,
        graph: &mut Graph,
    ) -> Self {
        let tensor = graph.add(graph::Tensor {
            name: shared_name.to_owned(),
            shape: like.shape.clone(),
            element: element(like.ty).unwrap_or(graph::Element::I8),
            constant: None,
        });
        graph.state.insert(tensor, zero_point(like));
        Self {
            container,
            shared_name,
            tensor,
            is_open: is_open(like),
            is_assigned: false,
        }
    }

    /// Returns whether names are its own. Files may leave the container out, TFLM's `FindId` says.
    fn is(&self, (container, shared_name): (&str, &str)) -> bool {
        self.shared_name == shared_name && (container.is_empty() || self.container == container)
    }
}

/// Container and name of the variable that a handle of a subgraph stands for.
fn names<'a>(scope: &Scope<'a>, handle: usize) -> Option<(&'a str, &'a str)> {
    let mut operators = scope.subgraph.operators.iter();
    let maker = operators.find(|operator| operator.outputs.contains(&handle))?;
    match &maker.options {
        Options::VarHandle(options) => Some((&options.container, &options.shared_name)),
        _ => None,
    }
}

/// Every byte the lowest of the zero point; zeros for what has none.
fn zero_point(tensor: &Tensor<'_>) -> Initial {
    let is_affine = |quantization: &&Quantization| !quantization.scale.is_empty();
    let quantization = tensor.quantization.as_ref().filter(is_affine);
    let zero_point = quantization.and_then(|quantization| quantization.zero_point.first());
    Initial::Filled(zero_point.map_or(0, |zero_point| zero_point.to_le_bytes()[0]))
}
