//! AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D.

use tiny_model_kernels::op;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::conv_2d::images;
use crate::call::{Argument, Call, Parameter as _, Type, Value};
use crate::graph::{Bounds, Pool, PoolKind};

impl Kernel for Pool {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        match self.bounds {
            Bounds::Int8(_) => Some(op::overlap::pool_2d(&self.shape)),
            Bounds::Int16(_) => Some(op::int16::overlap::pool_2d(&self.shape)),
            Bounds::Float(_) => Some(op::float::overlap::pool_2d(&self.shape)),
        }
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let kernel = match self.kind {
            PoolKind::Average => "average_pool_2d",
            PoolKind::Max => "max_pool_2d",
            PoolKind::L2 => "l2_pool_2d",
        };
        let module = match self.bounds {
            Bounds::Int8(_) => "op",
            Bounds::Int16(_) => "op::int16",
            Bounds::Float(_) => "op::float",
        };
        let [io, pad_top] = images(&self.shape);
        let arguments = [io, pad_top, parameters(self).borrowed()];
        let [_, height, width, channels] = self.shape.input;
        let finish = [
            Argument::Sums.into(),
            (height * width).value(),
            Value::output(),
            parameters(self).borrowed(),
        ];
        Call::new(format!("{module}::{kernel}"), arguments)
            .with_sums(channels, Value::call("op::average_of", finish))
    }
}

fn parameters(pool: &Pool) -> Value {
    let (of, [min, max]) = match pool.bounds {
        // int8 is the parameter's default.
        Bounds::Int8(bounds) => (None, bounds.map(|bound| bound.value())),
        Bounds::Int16(bounds) => (Some("i16"), bounds.map(|bound| bound.value())),
        Bounds::Float(range) => (
            Some("f32"),
            [range.min, range.max].map(|bound| bound.value()),
        ),
    };
    let of = of.map(|of| Type::Primitive(of).into());
    let fields = [
        ("window", pool.shape.window.value()),
        ("height", pool.shape.kernel[0].value()),
        ("width", pool.shape.kernel[1].value()),
        ("min", min),
        ("max", max),
    ];
    Value::constant(
        "PARAMETERS",
        Type::Named("op::Pool2d".into(), of.into_iter().collect()),
        Value::structure("op::Pool2d", fields),
    )
}
