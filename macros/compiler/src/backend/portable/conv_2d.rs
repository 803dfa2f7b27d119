//! CONV_2D and DEPTHWISE_CONV_2D of int8.

use tiny_model_kernels::layout;
use tiny_model_kernels::op::{self, Shape};
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Generic, Parameter as _, Type, Value, bytes, generics};
use crate::graph::{Affine, Int8Layer, Scales, Weights};

/// CONV_2D of int8.
#[derive(Debug)]
pub(super) struct Conv2d(pub(super) Int8Layer);

/// DEPTHWISE_CONV_2D of int8.
#[derive(Debug)]
pub(super) struct DepthwiseConv2d(pub(super) Int8Layer);

impl Kernel for Conv2d {
    /// The input under one window.
    fn scratch(&self) -> usize {
        let Shape { kernel, input, .. } = self.0.shape;
        match needs_patch(&self.0.shape) {
            true => kernel[0] * kernel[1] * input[3],
            false => 0,
        }
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        let shape = &self.0.shape;
        Some(op::overlap::conv_2d(shape, needs_patch(shape)))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let conv = &self.0;
        let shape = &conv.shape;
        let ([kh, kw], depth) = (shape.kernel, shape.input[3]);
        let patches = usize::from(needs_patch(shape));
        let patch = Type::Primitive("i8").array(&[patches, kh, kw, depth]);
        let blocks = layout::blocks(shape.output[3] / shape.groups);
        let [io, pad_top] = images(shape);
        Call::new(
            "op::conv_2d",
            [
                io,
                pad_top,
                Argument::Scratch("patch", patch).into(),
                blocked(
                    &conv.weights,
                    [depth / shape.groups, kw, kh, blocks, shape.groups],
                )
                .borrowed(),
                bias(&conv.affine).borrowed(),
                parameters(conv).borrowed(),
            ],
        )
    }
}

/// Returns whether CONV_2D copies the input under a window: it reads a single pixel in place.
fn needs_patch(shape: &Shape) -> bool {
    shape.kernel != [1, 1] || shape.is_padded()
}

impl DepthwiseConv2d {
    /// Elements of the pixels that the kernel needs: one of the output, and one of padding.
    fn pixels(&self) -> usize {
        let shape = &self.0.shape;
        let padding = if shape.is_padded() { shape.input[3] } else { 0 };
        shape.output[3] + padding
    }
}

impl Kernel for DepthwiseConv2d {
    /// Pixels of output and padding, and weights of four bits as bytes.
    fn scratch(&self) -> usize {
        let weights = &self.0.weights;
        match weights.are_int4 {
            true => self.pixels() + weights.values.len(),
            false => self.pixels(),
        }
    }

    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        Some(op::overlap::depthwise_conv_2d(&self.0.shape))
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let conv = &self.0;
        let [kh, kw] = conv.shape.kernel;
        let values = &conv.weights.values;
        let (function, generic, weights) = match conv.weights.are_int4 {
            false => {
                let dims = [kh, kw, conv.shape.output[3]];
                let weights = Value::array("WEIGHTS", &dims, values);
                ("op::depthwise_conv_2d", Vec::new(), weights)
            }
            true => {
                let packed = layout::nibbles(&bytes(values));
                let weights = Value::array("WEIGHTS", &[packed.len()], &packed);
                let ([.., w, c], [.., ow, co]) = (conv.shape.input, conv.shape.output);
                let scratch = [self.pixels(), self.scratch(), packed.len()];
                let mut generic = generics([w, c, ow, co, kw, kh]);
                generic.extend(generics(scratch));
                generic.push(Generic::Inferred);
                ("op::depthwise_conv_2d_int4", generic, weights)
            }
        };
        let [io, pad_top] = images(&conv.shape);
        let arguments = vec![
            io,
            pad_top,
            Value::scratch(Type::Primitive("i8"), &[self.scratch()]),
            weights.borrowed(),
            bias(&conv.affine).borrowed(),
            parameters(conv).borrowed(),
        ];
        Value::Call(function.into(), generic, arguments).into()
    }
}

/// Input and output, and the rows of padding above.
pub(super) fn images(shape: &Shape) -> [Value; 2] {
    [
        Argument::Images(shape.input, shape.output).into(),
        Argument::PadTop(shape.window.pad_top).into(),
    ]
}

fn parameters(conv: &Int8Layer) -> Value {
    scaled(
        "op::Conv2d",
        &conv.affine,
        [
            ("window", conv.shape.window.value()),
            ("input_zero_point", conv.input_zero_point.value()),
        ],
    )
}

/// `WEIGHTS` in blocks: input channels, columns and rows of the window, blocks of a group, groups.
pub(super) fn blocked(weights: &Weights, dims: [usize; 5]) -> Value {
    let [channels, width, height, _, groups] = dims;
    let row = height * width * channels;
    let mut generic = generics(dims);
    let pack: fn(&[i8], usize, usize) -> Vec<u8> = match weights.are_int4 {
        true => {
            generic.push(Type::Primitive("u16").into());
            layout::pack_nibbles
        }
        false => layout::pack_blocked,
    };
    let packed = pack(&weights.values, groups, row);
    Value::table("WEIGHTS", Type::Named("Blocked".into(), generic), packed)
}

/// `BIAS`, one i32 for each output channel.
pub(super) fn bias(affine: &Affine) -> Value {
    Value::array("BIAS", &[affine.bias.len()], &affine.bias)
}

/// `PARAMETERS`: a struct of these fields, the scales and the output.
pub(super) fn scaled<const N: usize>(
    path: &'static str,
    affine: &Affine,
    fields: [(&'static str, Value); N],
) -> Value {
    let (ty, scales, flash) = scales(&affine.scales);
    let last = [("scales", scales), ("output", affine.output.value())];
    let value = Value::Struct(path.into(), fields.into_iter().chain(last).collect());
    let ty = Type::of(path, [ty]);
    match flash {
        0 => Value::constant("PARAMETERS", ty, value),
        flash => Value::tables("PARAMETERS", ty, value, flash),
    }
}

/// Type and value of the scales, and the bytes of their table.
fn scales(scales: &Scales) -> (Type, Value, usize) {
    let one = Type::named("Scale");
    match scales {
        Scales::PerTensor(scale) => (one, scale.value(), 0),
        Scales::PerChannel(scales) => {
            let bytes = bytes(scales);
            let flash = bytes.len();
            (one.array(&[scales.len()]), Value::Elements(bytes), flash)
        }
    }
}
