//! Elementwise operators of two inputs.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;

use super::Element;

/// A function of each two elements that meet.
#[derive(Debug, Clone)]
pub struct Zip {
    /// The function.
    pub function: ZipFunction,
    /// The type of the elements of the first input.
    pub element: Element,
    /// Output dimensions with neighbours merged where both inputs allow it. One dimension with
    /// both strides 1 when nothing is broadcast.
    pub dims: Vec<usize>,
    /// Strides of the two inputs in elements, 0 where broadcast.
    pub strides: [Vec<usize>; 2],
}

/// A function of two numbers.
#[derive(Debug, Clone, Copy)]
pub enum ZipFunction {
    /// ADD.
    Add(Terms<op::Add>),
    /// SUB.
    Sub(Terms<op::Sub>),
    /// MUL.
    Mul(Terms<op::Mul>),
    /// DIV.
    Div(Terms<op::Divide>),
    /// SQUARED_DIFFERENCE.
    SquaredDifference(Terms<op::SquaredDifference>),
    /// PRELU, whose second input are the alphas.
    Prelu(Prelu),
    /// MAXIMUM.
    Maximum,
    /// MINIMUM.
    Minimum,
    /// EQUAL, LESS and their kin, of numbers as they are.
    Compare(op::Relation),
    /// EQUAL, LESS and their kin, of int8 with scales.
    CompareScaled(op::CompareScaled),
    /// LOGICAL_AND.
    And,
    /// LOGICAL_OR.
    Or,
    /// FLOOR_DIV and FLOOR_MOD of float32: one of the kernels' functions, with its name there.
    Real(&'static str, fn(f32, f32) -> f32),
    /// FLOOR_DIV and FLOOR_MOD of int32.
    Int32(op::Function),
}

/// The numbers of an operator of arithmetic.
#[derive(Debug, Clone, Copy)]
pub enum Terms<Q> {
    /// int8 or int16 with scales.
    Quantized(Q),
    /// int32, with the smallest and largest result.
    Int32([i32; 2]),
    /// float32, with the range of the result.
    Float(Range),
}

/// The numbers of PRELU.
#[derive(Debug, Clone, Copy)]
pub enum Prelu {
    /// Integers.
    Integers(op::Prelu),
    /// float32.
    Float,
}

/// A function of float32 as the kernels have it: its name there, itself, and the range of its result.
#[derive(Debug, Clone, Copy)]
pub struct Real {
    /// The name.
    pub name: &'static str,
    /// The function.
    pub apply: fn(f32, f32) -> f32,
    /// The range that results are clamped to.
    pub output: Range,
}

impl Zip {
    /// Returns whether element `i` meets element `i`.
    pub fn is_elementwise(&self) -> bool {
        self.dims.len() <= 1 && self.strides.iter().flatten().all(|&stride| stride == 1)
    }
}

impl ZipFunction {
    /// The function of the inputs in the other order that has the same results; `None` where there is none.
    pub fn swapped(&self, element: Element) -> Option<Self> {
        let is_integer = element != Element::F32;
        match *self {
            Self::Add(Terms::Quantized(add)) => Some(Self::Add(Terms::Quantized(op::Add {
                input1_offset: add.input2_offset,
                input2_offset: add.input1_offset,
                input1: add.input2,
                input2: add.input1,
                ..add
            }))),
            Self::Mul(Terms::Quantized(mul)) => Some(Self::Mul(Terms::Quantized(op::Mul {
                input1_offset: mul.input2_offset,
                input2_offset: mul.input1_offset,
                ..mul
            }))),
            Self::SquaredDifference(Terms::Quantized(difference)) => Some(Self::SquaredDifference(
                Terms::Quantized(op::SquaredDifference {
                    input1_offset: difference.input2_offset,
                    input2_offset: difference.input1_offset,
                    input1: difference.input2,
                    input2: difference.input1,
                    ..difference
                }),
            )),
            Self::Add(Terms::Float(_) | Terms::Int32(_))
            | Self::Mul(Terms::Float(_) | Terms::Int32(_))
            | Self::SquaredDifference(Terms::Float(_) | Terms::Int32(_))
            | Self::And
            | Self::Or => Some(*self),
            // Floats that are no numbers, and zeros of both signs, are told apart.
            Self::Maximum | Self::Minimum => is_integer.then_some(*self),
            Self::Sub(_)
            | Self::Div(_)
            | Self::Prelu(_)
            | Self::Compare(_)
            | Self::CompareScaled(_)
            | Self::Real(..)
            | Self::Int32(_) => None,
        }
    }

    /// The function of int32.
    pub fn int32(&self) -> Option<op::PlainArithmetic<i32>> {
        use op::Function;
        let (function, [min, max]) = match *self {
            Self::Add(Terms::Int32(bounds)) => (Function::Sum, bounds),
            Self::Sub(Terms::Int32(bounds)) => (Function::Difference, bounds),
            Self::Mul(Terms::Int32(bounds)) => (Function::Product, bounds),
            Self::Div(Terms::Int32(bounds)) => (Function::Quotient, bounds),
            Self::SquaredDifference(Terms::Int32(bounds)) => (Function::SquaredDifference, bounds),
            Self::Int32(function) => (function, [i32::MIN, i32::MAX]),
            _ => return None,
        };
        Some(op::PlainArithmetic { function, min, max })
    }

    /// The function of float32.
    pub fn real(&self) -> Option<Real> {
        use op::float::function::{add, div, mul, prelu, squared_difference, sub};
        let (name, apply, output): (_, fn(f32, f32) -> f32, _) = match *self {
            Self::Add(Terms::Float(output)) => ("add", add, output),
            Self::Sub(Terms::Float(output)) => ("sub", sub, output),
            Self::Mul(Terms::Float(output)) => ("mul", mul, output),
            Self::Div(Terms::Float(output)) => ("div", div, output),
            Self::SquaredDifference(Terms::Float(output)) => {
                ("squared_difference", squared_difference, output)
            }
            Self::Prelu(Prelu::Float) => ("prelu", prelu, Range::ALL),
            Self::Real(name, apply) => (name, apply, Range::ALL),
            _ => return None,
        };
        Some(Real {
            name,
            apply,
            output,
        })
    }
}

#[cfg(test)]
mod tests {
    use tiny_model_kernels::op::{Add, Binary as _, Mul, Sub};
    use tiny_model_kernels::requantize::{Output, Scale};

    use super::*;

    const SCALES: [Scale; 3] = [
        Scale {
            multiplier: 1 << 30,
            shift: 0,
        },
        Scale {
            multiplier: 0x5a82_799a,
            shift: -2,
        },
        Scale {
            multiplier: 0x4fff_fff1,
            shift: -18,
        },
    ];
    const OUTPUT: Output = Output {
        zero_point: 3,
        min: -100,
        max: 127,
    };

    /// The outputs of all pairs, in the order of the first input or of the second.
    fn outputs(function: &ZipFunction, element: Element, turned: bool) -> Vec<i32> {
        let of_int8 = |x1: i8, x2: i8| match function {
            ZipFunction::Add(Terms::Quantized(add)) => add.apply(x1, x2).into(),
            ZipFunction::Mul(Terms::Quantized(mul)) => mul.apply(x1, x2).into(),
            ZipFunction::SquaredDifference(Terms::Quantized(of)) => of.apply(x1, x2).into(),
            _ => unreachable!("only these have other numbers when turned round"),
        };
        let of_int16 = |x1: i16, x2: i16| match function {
            ZipFunction::Add(Terms::Quantized(add)) => add.apply_to_int16(x1, x2).into(),
            ZipFunction::Mul(Terms::Quantized(mul)) => mul.apply_to_int16(x1, x2).into(),
            ZipFunction::SquaredDifference(Terms::Quantized(of)) => of.apply(x1, x2).into(),
            _ => unreachable!("only these have other numbers when turned round"),
        };
        // All int8, and int16 as far apart.
        let apply = |x1: i8, x2: i8| match element {
            Element::I16 => of_int16(i16::from(x1) * 256 + 77, i16::from(x2) * 256 + 77),
            _ => of_int8(x1, x2),
        };
        let all = || i8::MIN..=i8::MAX;
        let pairs = all().flat_map(|a| all().map(move |b| (a, b)));
        pairs
            .map(|(a, b)| if turned { apply(b, a) } else { apply(a, b) })
            .collect()
    }

    fn functions(output: Output) -> [ZipFunction; 3] {
        let (input1_offset, input2_offset) = (7, -120);
        [
            ZipFunction::Add(Terms::Quantized(Add {
                input1_offset,
                input2_offset,
                input1: SCALES[0],
                input2: SCALES[1],
                output_scale: SCALES[2],
                output,
            })),
            ZipFunction::Mul(Terms::Quantized(Mul {
                input1_offset,
                input2_offset,
                scale: SCALES[1],
                output,
            })),
            ZipFunction::SquaredDifference(Terms::Quantized(op::SquaredDifference {
                input1_offset,
                input2_offset,
                left_shift: 0,
                input1: SCALES[0],
                input2: SCALES[1],
                output_scale: SCALES[1],
                output,
            })),
        ]
    }

    #[test]
    fn swapped_functions_are_the_same_the_other_way_round() {
        let of_int16 = Output {
            zero_point: 0,
            min: -30_000,
            max: 32_767,
        };
        for (element, output) in [(Element::I8, OUTPUT), (Element::I16, of_int16)] {
            for function in functions(output) {
                let other = function.swapped(element).expect("symmetric");
                let outputs = |function, turned| outputs(function, element, turned);
                assert_eq!(outputs(&other, true), outputs(&function, false));
                assert_ne!(outputs(&function, true), outputs(&function, false));
            }
        }
        let [ZipFunction::Add(Terms::Quantized(add)), ..] = functions(OUTPUT) else {
            unreachable!("a sum");
        };
        let difference = ZipFunction::Sub(Terms::Quantized(Sub(add)));
        assert!(difference.swapped(Element::I8).is_none());
        assert!(ZipFunction::Maximum.swapped(Element::F32).is_none());
    }
}
