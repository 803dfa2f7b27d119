//! SVDF.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Parameter as _, Type, Value};
use crate::graph::{Element, Filters, Svdf};

impl Kernel for Svdf {
    fn call(&self, _site: &Site<'_>) -> Call {
        match &self.filters {
            Filters::Int8 {
                features,
                offsets,
                time,
                element,
                bias,
                arithmetic,
            } => int8(
                self,
                (features, offsets),
                (time, *element),
                bias,
                arithmetic,
            ),
            Filters::Float {
                features,
                time,
                bias,
                output,
            } => float(self.batch, self.rank, [features, time, bias], output),
        }
    }
}

fn int8(
    svdf: &Svdf,
    (features, offsets): (&[i8], &[i32]),
    (time, element): (&[u8], Element),
    bias: &[i32],
    arithmetic: &op::Svdf,
) -> Call {
    let &Svdf {
        batch,
        inputs,
        rank,
        units,
        memory,
        ..
    } = svdf;
    let entries = element.ty().array(&[batch, units, rank, memory]);
    let over_time = element.ty().array(&[units, rank, memory]);
    Call::new(
        "op::svdf",
        [
            Value::input_as(0, [batch, inputs]),
            Value::output_as([batch, units]),
            Argument::State(0, "kept", entries).into(),
            Value::array("FEATURES", &[units, rank, inputs], features).borrowed(),
            Value::array("OFFSETS", &[units, rank], offsets).borrowed(),
            Value::table("TIME", over_time, time.to_vec()).borrowed(),
            Value::array("BIAS", &[units], bias).borrowed(),
            Value::parameters(arithmetic).borrowed(),
        ],
    )
}

fn float(batch: usize, rank: usize, [features, time, bias]: [&[f32]; 3], output: &Range) -> Call {
    let table =
        |name: &'static str, values: &[f32]| Value::array(name, &[values.len()], values).borrowed();
    let parameters = Value::structure(
        "op::FloatSvdf",
        [
            ("features", table("FEATURES", features)),
            ("time", table("TIME", time)),
            ("bias", table("BIAS", bias)),
            ("rank", rank.value()),
            ("output", output.value()),
        ],
    );
    let entries = Type::Primitive("f32").array(&[batch * time.len()]);
    let kept = Argument::State(0, "kept", entries).into();
    Call::new(
        "op::float_svdf",
        [
            Value::input(0),
            Value::output(),
            kept,
            parameters.borrowed(),
        ],
    )
}
