//! Functions of one element, and conversions.

use tiny_model_compiler::graph::{Element, Kind, LeakyRelu, Map, MapFunction, TensorId};
use tiny_model_compiler::numbers::Quantization;
use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op::{self, float, tabulate};
use tiny_model_kernels::requantize::Output;

use super::{Builder, output_as, range, scale};

impl Builder {
    /// Adds a table: an identity, a clamp, a constant, a permutation, or none of these.
    pub(super) fn look_up(&mut self, x: TensorId, [which, a, b, _]: [u8; 4]) {
        let [a, b] = [a, b].map(|number| number as i8);
        let (low, high) = (a.min(b), a.max(b));
        let table = match which % 6 {
            0 => tabulate(|x| x),
            1 | 2 => tabulate(|x: i8| x.clamp(low, high)),
            3 => tabulate(|_| a),
            4 => tabulate(|x: i8| x.wrapping_mul(a | 1).wrapping_add(b)),
            _ => tabulate(|x: i8| x / 2 + b / 2),
        };
        self.map(x, Element::I8, MapFunction::Table(Box::new(table)));
    }

    /// Adds a function that keeps the type of elements: a clamp in half of the cases.
    pub(super) fn function(&mut self, x: TensorId, [which, a, b, c]: [u8; 4]) {
        let element = self.element(x);
        let input_zero_point = match element {
            Element::I16 => 0,
            _ => i32::from(c as i8),
        };
        let output = output_as(element, a, b);
        let function = match (which % 8, element) {
            (0..=2, Element::F32) => MapFunction::Clamp(range(a | 1, b)),
            (3, Element::F32) => MapFunction::LeakyRelu(LeakyRelu::Float(0.3)),
            (4 | 5, Element::F32) => MapFunction::Real("abs", float::function::abs),
            (_, Element::F32) => MapFunction::Real("square", float::function::square),
            (0..=2, Element::I16) => self::relu(output_as(element, a | 1, b)),
            (3, _) => MapFunction::LeakyRelu(LeakyRelu::Integers(op::LeakyRelu {
                input_zero_point,
                identity: scale(1),
                alpha: scale(-2),
                negate_alpha: false,
                output,
            })),
            (4, _) => MapFunction::Abs(op::Abs {
                input_zero_point,
                scale: scale(1),
                output,
            }),
            (5, Element::I16) => MapFunction::Logistic(Scaling::Q3_12),
            (6, Element::I16) => MapFunction::Tanh(Scaling::Q3_12),
            _ => MapFunction::Rescale(op::Rescale {
                input_zero_point,
                scale: scale(0),
                output,
            }),
        };
        self.map(x, element, function);
    }

    /// Adds a conversion to another type of elements.
    pub(super) fn convert(&mut self, x: TensorId, [which, a, b, c]: [u8; 4]) {
        let from = self.element(x);
        let (to, of_integers) = match (which % 2, from) {
            (0, Element::F32) => (Element::I8, from),
            (_, Element::F32) => (Element::I16, from),
            (0, Element::I8 | Element::I16) => (Element::F32, from),
            (_, Element::I8) => (Element::I16, from),
            (_, Element::I16) => (Element::I8, from),
            // Nothing converts these.
            _ => return,
        };
        let integers = if from == Element::F32 {
            to
        } else {
            of_integers
        };
        let quantization = Quantization {
            scale: if integers == Element::I16 {
                0.000_7
            } else {
                0.13
            },
            zero_point: match integers {
                Element::I8 => i32::from(c as i8),
                _ => 0,
            },
        };
        let function = match (from, to) {
            (Element::F32, _) => MapFunction::Quantize(quantization),
            (_, Element::F32) => MapFunction::Dequantize(quantization),
            _ => MapFunction::Rescale(op::Rescale {
                input_zero_point: quantization.zero_point,
                scale: if to == Element::I16 {
                    scale(8)
                } else {
                    scale(-6)
                },
                output: output_as(to, a, b),
            }),
        };
        self.map(x, to, function);
    }

    fn map(&mut self, x: TensorId, to: Element, function: MapFunction) {
        let elements = [self.element(x), to];
        let y = self.tensor(self.shape(x), to, None);
        self.emit(Kind::Map(Map { function, elements }), &[x], y);
    }
}

/// RELU of int16, which keeps the scale.
fn relu(output: Output) -> MapFunction {
    MapFunction::Rescale(op::Rescale {
        input_zero_point: 0,
        scale: scale(1),
        output,
    })
}
