//! Operators that are only placed and called.

use super::super::{Kernel, Site};
use crate::call::{Call, Parameter as _, Type, Value};
use crate::graph::Copy;

/// Every element one value, by its little-endian bytes.
#[derive(Debug)]
pub(super) struct Fill(pub(super) Vec<u8>);

/// A whole tensor as it is.
#[derive(Debug)]
pub(super) struct View;

impl Kernel for Call {
    fn scratch(&self) -> usize {
        Call::scratch(self)
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        self.clone()
    }
}

impl Kernel for Fill {
    fn call(&self, site: &Site<'_>) -> Call {
        let ty = site.output(0).element.ty();
        let value = Value::constant("PARAMETERS", ty, Value::Elements(self.0.clone()));
        Call::new("op::fill", [Value::output(), value])
    }
}

impl Kernel for View {
    fn call(&self, site: &Site<'_>) -> Call {
        Copy::whole(site.output(0).len()).call(site)
    }
}

impl Kernel for Copy {
    fn call(&self, site: &Site<'_>) -> Call {
        let [inputs, outputs] = [site.input(0).len(), site.output(0).len()];
        let loops = [
            Value::numbers(&self.dims),
            side(self.from, &self.from_strides),
            side(self.to, &self.to_strides),
        ];
        let how = Value::constant(
            "PARAMETERS",
            Type::of("op::Strided", [inputs, outputs, self.dims.len()]),
            Value::call("op::Strided::new", loops),
        );
        Call::new(
            "op::copy",
            [Value::input(0), Value::output(), how.borrowed()],
        )
    }
}

/// The first element and the steps of one side of a copy.
fn side(offset: usize, strides: &[isize]) -> Value {
    let strides = strides.iter().map(|&stride| Value::Integer(stride as i64));
    let strides = Value::List(strides.collect());
    Value::structure(
        "op::Walk",
        [("offset", offset.value()), ("strides", strides)],
    )
}
