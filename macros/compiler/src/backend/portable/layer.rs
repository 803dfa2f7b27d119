//! Layers with one kernel for activations of all types.

use tiny_model_kernels::op::layer::{Layer as Sizes, overlap};
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Parameter as _, Stored, Value};
use crate::graph::{Accumulated, Arithmetic, BatchMatmul, Element, Layer, Scales};

/// A convolution by the kernel of a name, which goes by rows.
#[derive(Debug)]
pub(super) struct Convolved {
    layer: Layer,
    kernel: &'static str,
    overlap: fn(&Sizes, usize) -> Overlap,
    /// Whether its sums are rounded once.
    once: bool,
}

/// TRANSPOSE_CONV.
#[derive(Debug)]
pub(super) struct TransposeConv(pub(super) Layer);

impl Convolved {
    /// CONV_2D, or FULLY_CONNECTED as one.
    pub(super) fn conv_2d(layer: &Layer) -> Self {
        Self {
            layer: layer.clone(),
            kernel: "op::layer::conv_2d",
            overlap: overlap::conv_2d,
            once: false,
        }
    }

    /// DEPTHWISE_CONV_2D.
    pub(super) fn depthwise_conv_2d(layer: &Layer) -> Self {
        Self {
            layer: layer.clone(),
            kernel: "op::layer::depthwise_conv_2d",
            overlap: overlap::depthwise_conv_2d,
            once: false,
        }
    }

    /// The layer with sums that are rounded once.
    pub(super) fn once(self) -> Self {
        Self { once: true, ..self }
    }
}

impl Kernel for Convolved {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let layer = &self.layer;
        let size = activation(&layer.arithmetic).size();
        Some((self.overlap)(&layer.sizes, size))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let sizes = &self.layer.sizes;
        let [weights, layer, arithmetic] = operands(&self.layer);
        let arithmetic = match self.once {
            false => arithmetic,
            true => Value::call("op::layer::Once", [arithmetic]),
        };
        Call::new(
            self.kernel,
            [
                Argument::Images(sizes.input, sizes.output).into(),
                Argument::PadTop(sizes.window.pad_top).into(),
                weights,
                layer,
                arithmetic.borrowed(),
            ],
        )
    }
}

impl Kernel for TransposeConv {
    fn call(&self, _site: &Site<'_>) -> Call {
        let [weights, layer, arithmetic] = operands(&self.0);
        Call::new(
            "op::layer::transpose_conv",
            [
                Value::input(0),
                Value::output(),
                weights,
                layer,
                arithmetic.borrowed(),
            ],
        )
    }
}

/// `&WEIGHTS`, `&LAYER` and the arithmetic.
fn operands(layer: &Layer) -> [Value; 3] {
    let length = layer.weights.len() / layer.element.size();
    let ty = layer.element.ty().array(&[length]);
    [
        Value::table("WEIGHTS", ty, layer.weights.clone()).borrowed(),
        Value::named("LAYER", &layer.sizes).borrowed(),
        arithmetic(&layer.arithmetic),
    ]
}

impl Kernel for BatchMatmul {
    fn call(&self, _site: &Site<'_>) -> Call {
        let [x1, x2, y, sizes, arithmetic] = matrices(self);
        Call::new("op::batch_matmul", [x1, x2, y, sizes, arithmetic])
    }
}

/// Both inputs, the output, the sizes, and the arithmetic.
pub(in super::super) fn matrices(matmul: &BatchMatmul) -> [Value; 5] {
    [
        Value::input(0),
        Value::input(1),
        Value::output(),
        Value::named("MATRICES", &matmul.sizes).borrowed(),
        arithmetic(&matmul.arithmetic).borrowed(),
    ]
}

/// The type of the inputs and outputs.
fn activation(arithmetic: &Arithmetic) -> Element {
    match arithmetic {
        Arithmetic::Int8 { .. } => Element::I8,
        Arithmetic::Int16 { .. } | Arithmetic::Int16Pair(_) => Element::I16,
        Arithmetic::Float { .. } => Element::F32,
    }
}

fn arithmetic(arithmetic: &Arithmetic) -> Value {
    match arithmetic {
        Arithmetic::Int8 {
            zero_points,
            bias,
            scales,
            output,
        } => Value::structure(
            "op::layer::Int8",
            [
                ("zero_points", zero_points.value()),
                ("bias", table(bias)),
                ("scales", self::scales(scales)),
                ("output", output.value()),
            ],
        ),
        Arithmetic::Int16 {
            bias,
            scales,
            output,
        } => {
            let bias = match bias {
                Accumulated::I32(values) => table(values),
                Accumulated::I64(values) => table(values),
            };
            Value::structure(
                "op::layer::Int16",
                [
                    ("bias", bias),
                    ("scales", self::scales(scales)),
                    ("output", output.value()),
                ],
            )
        }
        Arithmetic::Int16Pair(pair) => pair.value(),
        Arithmetic::Float { bias, output } => Value::structure(
            "op::layer::Float",
            [("bias", table(bias)), ("output", output.value())],
        ),
    }
}

/// `&BIAS`, one for each output channel; `&[]` for none.
fn table<T: Stored>(values: &[T]) -> Value {
    let bias = match values {
        [] => Value::List(Vec::new()),
        values => Value::array("BIAS", &[values.len()], values),
    };
    bias.borrowed()
}

/// `&SCALES`, one for each output channel, or the only one.
fn scales(scales: &Scales) -> Value {
    let scales = match scales {
        Scales::PerTensor(scale) => [*scale].value(),
        Scales::PerChannel(scales) => Value::array("SCALES", &[scales.len()], scales),
    };
    scales.borrowed()
}
