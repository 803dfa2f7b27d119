//! FULLY_CONNECTED of int8.

use tiny_model_kernels::layout;

use super::super::{Kernel, Site};
use super::conv_2d::{bias, blocked, scaled};
use crate::call::{Call, Value};
use crate::graph::Int8Layer;

/// FULLY_CONNECTED of int8.
#[derive(Debug)]
pub(super) struct FullyConnected(pub(super) Int8Layer);

impl Kernel for FullyConnected {
    fn call(&self, _site: &Site<'_>) -> Call {
        let Int8Layer {
            shape,
            weights,
            affine,
            ..
        } = &self.0;
        let ([.., rows, inputs], [.., outputs]) = (shape.input, shape.output);
        let dims = [inputs, 1, 1, layout::blocks(outputs), 1];
        Call::new(
            "op::fully_connected",
            [
                Value::input_as(0, [rows, inputs]),
                Value::output_as([rows, outputs]),
                blocked(weights, dims).borrowed(),
                bias(affine).borrowed(),
                scaled("op::FullyConnected", affine, []).borrowed(),
            ],
        )
    }
}
