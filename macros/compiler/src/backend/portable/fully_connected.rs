//! FULLY_CONNECTED of int8.

use tiny_model_kernels::layout;

use super::super::{Kernel, Site};
use super::conv_2d::{bias, blocked, scaled};
use crate::call::{Call, Value};
use crate::graph::FullyConnected;

impl Kernel for FullyConnected {
    fn call(&self, _site: &Site<'_>) -> Call {
        let dims = [self.inputs, 1, 1, layout::blocks(self.outputs), 1];
        Call::new(
            "op::fully_connected",
            [
                Value::input_as(0, [self.batch, self.inputs]),
                Value::output_as([self.batch, self.outputs]),
                blocked(&self.weights, dims).borrowed(),
                bias(&self.affine).borrowed(),
                scaled("op::FullyConnected", &self.affine, []).borrowed(),
            ],
        )
    }
}
