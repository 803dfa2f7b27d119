//! BATCH_MATMUL.

use super::super::{Kernel, Site};
use super::layer::of_floats;
use crate::call::{Call, Parameter as _, Value};
use crate::graph::{BatchMatmul, Products};

impl Kernel for BatchMatmul {
    fn call(&self, _site: &Site<'_>) -> Call {
        let [x1, x2, y, sizes, arithmetic] = matrices(self);
        Call::new("op::batch_matmul", [x1, x2, y, sizes, arithmetic])
    }
}

/// Both inputs, the output, the sizes, and the arithmetic.
pub(in super::super) fn matrices(matmul: &BatchMatmul) -> [Value; 5] {
    let arithmetic = match &matmul.products {
        Products::Int8 {
            zero_points,
            scale,
            output,
        } => Value::structure(
            "op::layer::Int8",
            [
                ("zero_points", zero_points.value()),
                ("bias", Value::List(Vec::new()).borrowed()),
                ("scales", [*scale].value().borrowed()),
                ("output", output.value()),
            ],
        ),
        Products::Int16(pair) => pair.value(),
        Products::Float(range) => of_floats(&[], *range),
    };
    [
        Value::input(0),
        Value::input(1),
        Value::output(),
        Value::named("MATRICES", &matmul.sizes).borrowed(),
        arithmetic.borrowed(),
    ]
}
