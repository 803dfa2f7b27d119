//! Tensors that keep their values from run to run, and what they hold before the first.

use std::collections::BTreeMap;

use tflite_schema::{Subgraph, Tensor, TensorType};

use crate::graph::{Initial, TensorId};

/// The variable tensors of a subgraph: what SVDF and LSTM remember.
pub(super) fn variables(subgraph: &Subgraph<'_>) -> BTreeMap<TensorId, Initial> {
    let tensors = subgraph.tensors.iter().enumerate();
    tensors
        .filter(|(_, tensor)| tensor.is_variable)
        .map(|(id, tensor)| (TensorId(id), first_value(tensor)))
        .collect()
}

/// TFLM's `ResetTensorData`: bytes of the zero point where elements are int8, zeros otherwise.
fn first_value(tensor: &Tensor<'_>) -> Initial {
    let quantization = tensor.quantization.as_ref();
    let zero_point = quantization.and_then(|quantization| quantization.zero_point.first());
    match (tensor.ty, zero_point) {
        (TensorType::INT8, Some(&zero_point)) => Initial::Filled(zero_point.to_le_bytes()[0]),
        _ => Initial::Filled(0),
    }
}
