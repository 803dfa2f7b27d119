//! Layers of integers.

use tflite_schema::TensorType;

use super::super::Problem;
use super::super::node::Node;
use super::super::quantization;
use super::super::types::lower_case;
use super::Parts;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::{Bias, Element, Form, Integers, Scales, Weights};
use crate::numbers;

impl<'a> Node<'a> {
    /// int8, with int8 or int4 weights.
    pub(super) fn int8(&self, parts: &Parts<'a>) -> Result<Integers, Problem> {
        let [input, output] = [self.quantization(parts.x)?, self.quantization(parts.y)?];
        let (weights, zero_point) = self.heeded_weights(parts)?;
        let bias = self.int32_bias(parts.bias, parts.channels())?;
        let scales = self.layer_scales(parts)?;
        // TFLM refuses these. LiteRT's kernel rounds once.
        let rounds_once = parts.form == Form::FullyConnected
            && weights.are_int4
            && matches!(scales, Scales::PerChannel(_));
        Ok(Integers {
            element: Element::I8,
            zero_points: [input.zero_point, zero_point],
            weights,
            bias: Bias::I32(bias),
            scales,
            output: self
                .interval(parts.activation)?
                .integers(Element::I8, output),
            rounds_once,
        })
    }

    /// int16 activations without zero points, with int8 weights.
    pub(super) fn int16(&self, parts: &Parts<'a>) -> Result<Integers, Problem> {
        let scales = self.layer_scales(parts)?;
        self.symmetric(parts.x)?;
        let output = self.symmetric(parts.y)?;
        let (operand, role) = parts.weights;
        self.expect_type(operand, role, TensorType::INT8)?;
        let (weights, zero_point) = self.heeded_weights(parts)?;
        if zero_point != 0 {
            let (place, named) = (self.place(), operand.named());
            return Err(text::asymmetric_weights(
                place,
                role,
                named,
                zero_point.into(),
            ));
        }
        let bias = self.accumulated(parts)?;
        if matches!(bias, Bias::I64(_)) {
            self.fits(numbers::expect_wide(scales.as_slice()))?;
        }
        Ok(Integers {
            element: Element::I16,
            zero_points: [0; 2],
            weights,
            bias,
            scales,
            output: self
                .interval(parts.activation)?
                .integers(Element::I16, output),
            rounds_once: false,
        })
    }

    /// int8 or int4 weights, and their zero point: 0 where all weights can be moved by it.
    ///
    /// FULLY_CONNECTED with one scale heeds the zero point. TFLM's and LiteRT's kernels with a scale for each channel,
    /// which all other layers have, take every zero point for 0.
    fn heeded_weights(&self, parts: &Parts<'a>) -> Result<(Weights, i32), Problem> {
        let (operand, role) = parts.weights;
        let weights = self.weights(operand, role)?;
        let quantization = operand.tensor.quantization.as_ref();
        let zero_point = match quantization.map(|of| of.zero_point.as_slice()) {
            Some(&[zero_point]) if parts.form == Form::FullyConnected => zero_point,
            _ => 0,
        };
        let is_of_int8 = i8::try_from(zero_point).ok();
        let zero_point = is_of_int8.ok_or_else(|| {
            let owner = Owner::Operator(self.place(), role);
            let says = format!("must have a zero point of int8, not {zero_point}");
            text::quantization(owner, operand.named(), &says)
        })?;
        let are_int4 = weights.are_int4;
        let moved = weights.values.iter().map(|&weight| {
            let moved = weight.checked_sub(zero_point)?;
            (!are_int4 || (-8..8).contains(&moved)).then_some(moved)
        });
        Ok(match moved.collect() {
            Some(values) => (Weights { values, are_int4 }, 0),
            None => (weights, zero_point.into()),
        })
    }

    /// Layers of models of uint8, whose weights have a zero point. Everything is moved by 128 to int8.
    pub(super) fn uint8(&self, parts: &Parts<'a>) -> Result<Integers, Problem> {
        let (weights, role) = parts.weights;
        let owner = Owner::Operator(self.place(), role);
        let of = quantization::of(weights.tensor, owner)?;
        let [input, output] = [self.quantization(parts.x)?, self.quantization(parts.y)?];
        let data = self.constant(weights, role)?;
        if data.len() != weights.len() {
            return Err(text::options(self.place()));
        }
        let scale = numbers::scale_of_uint8(parts.form, [input, of, output]);
        Ok(Integers {
            element: Element::I8,
            zero_points: [input.zero_point, of.zero_point - 128],
            weights: Weights {
                values: data
                    .iter()
                    .map(|byte| (byte ^ 0x80).cast_signed())
                    .collect(),
                are_int4: false,
            },
            bias: Bias::I32(self.int32_bias(parts.bias, parts.channels())?),
            scales: Scales::PerTensor(self.fits(scale)?),
            output: self
                .interval(parts.activation)?
                .integers(Element::I8, output),
            rounds_once: parts.form == Form::FullyConnected,
        })
    }

    /// The scales of the output channels.
    fn layer_scales(&self, parts: &Parts<'a>) -> Result<Scales, Problem> {
        let (operand, role) = parts.weights;
        let scales = self.weight_scales(operand, role, parts.channels(), parts.dimension())?;
        let ends = [self.quantization(parts.x)?, self.quantization(parts.y)?];
        self.fits(numbers::channel_scales(scales, ends))
    }

    /// The biases, or zeros, of the type that TFLM sums int16 in: that of the bias, else what the options say,
    /// else int64.
    ///
    /// DEPTHWISE_CONV_2D sums in int64, to which its bias of int32 is widened. TFLM reads such a bias as int64, beyond its
    /// end, with bytes of whatever lies there; LiteRT refuses it. TRANSPOSE_CONV sums in int64; its bias of int16 or
    /// int32 is read as such, whatever the options say. TFLM always reads it as int64, and so does LiteRT where the
    /// options leave its type out.
    fn accumulated(&self, parts: &Parts<'a>) -> Result<Bias, Problem> {
        let channels = parts.channels();
        let Some(operand) = parts.bias else {
            return Ok(match parts.bias_type {
                TensorType::INT32 => Bias::I32(vec![0; channels]),
                _ => Bias::I64(vec![0; channels]),
            });
        };
        let data = self.constant(operand, "bias")?;
        if operand.len() != channels {
            let says = format!("must have {channels} values, one a channel");
            return Err(self.mismatch(operand, "bias", &says));
        }
        match operand.tensor.ty {
            TensorType::INT32 => {
                let values = data.as_chunks().0.iter();
                let values = values.map(|&b| i32::from_le_bytes(b));
                Ok(match parts.form {
                    Form::DepthwiseConv2d => Bias::I64(values.map(i64::from).collect()),
                    _ => Bias::I32(values.collect()),
                })
            }
            TensorType::INT16 if parts.form == Form::TransposeConv => {
                let values = data.as_chunks().0.iter();
                let values = values.map(|&b| i16::from_le_bytes(b).into());
                Ok(Bias::I64(values.collect()))
            }
            TensorType::INT64 => {
                let values = data.as_chunks().0.iter();
                Ok(Bias::I64(values.map(|&b| i64::from_le_bytes(b)).collect()))
            }
            ty => Err(text::encoding(
                self.place(),
                "bias",
                operand.named(),
                "int32 or int64",
                &lower_case(ty),
            )),
        }
    }
}
