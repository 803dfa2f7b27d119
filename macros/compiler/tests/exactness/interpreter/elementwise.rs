//! Functions of one element, or of two that meet.

use tiny_model_compiler::graph::{
    Element, LeakyRelu, Map, MapFunction, Prelu, Terms, Zip, ZipFunction,
};
use tiny_model_compiler::numbers::of_int8;
use tiny_model_kernels::op::{Binary as _, Relation, float::function};

use super::{dot, positions};

pub(super) fn map(map: &Map, x: &[f64], y: &mut [f64]) {
    let to = map.elements[1];
    for (y, &x) in y.iter_mut().zip(x) {
        *y = function_of(&map.function, map.elements[0], to, x);
    }
}

fn function_of(function: &MapFunction, from: Element, to: Element, x: f64) -> f64 {
    let (real, integer) = (x as f32, x as i32);
    match function {
        MapFunction::Table(table) => f64::from(table[usize::from(x as i8 as u8)]),
        MapFunction::Rescale(rescale) => {
            let scaled = rescale.scale.apply(integer - rescale.input_zero_point);
            clamped(
                rescale.output.zero_point + scaled,
                rescale.output.min,
                rescale.output.max,
            )
        }
        MapFunction::LeakyRelu(LeakyRelu::Integers(leaky_relu)) => match from {
            Element::I16 => leaky_relu.apply(x as i16).into(),
            _ => leaky_relu.apply(x as i8).into(),
        },
        MapFunction::LeakyRelu(LeakyRelu::Float(alpha)) => {
            function::leaky_relu(real, *alpha).into()
        }
        MapFunction::Abs(abs) => match from {
            Element::I16 => abs.apply(x as i16).into(),
            _ => abs.apply(x as i8).into(),
        },
        MapFunction::Clamp(range) => range.clamp(real).into(),
        MapFunction::Real(_, apply) => apply(real).into(),
        MapFunction::Logistic(scaling) | MapFunction::Tanh(scaling) => {
            f64::from(scaling.apply(x as i16) / 2)
        }
        MapFunction::Quantize(output) => match to {
            Element::I8 => of_int8(*output).quantize(real).into(),
            _ => (real / output.scale)
                .round()
                .clamp(-32_768.0, 32_767.0)
                .into(),
        },
        MapFunction::Dequantize(input) => match from {
            Element::I8 => of_int8(*input).dequantize(x as i8).into(),
            _ => ((x - f64::from(input.zero_point)) as f32 * input.scale).into(),
        },
    }
}

fn clamped(value: i32, min: i32, max: i32) -> f64 {
    value.max(min).min(max).into()
}

pub(super) fn zip(zip: &Zip, inputs: [&[f64]; 2], y: &mut [f64]) {
    for (position, y) in positions(&zip.dims).iter().zip(y) {
        let element = |side: usize| {
            let strides = zip.strides[side].iter().map(|&s| s as isize);
            inputs[side][dot(position, &strides.collect::<Vec<_>>()) as usize]
        };
        *y = of_two(&zip.function, zip.element, [element(0), element(1)]);
    }
}

fn of_two(function: &ZipFunction, element: Element, [x1, x2]: [f64; 2]) -> f64 {
    if let Some(real) = function.real() {
        let y = (real.apply)(x1 as f32, x2 as f32);
        return real.output.clamp(y).into();
    }
    let is_int16 = element == Element::I16;
    let (bytes, halves) = ([x1, x2].map(|x| x as i8), [x1, x2].map(|x| x as i16));
    let ([b1, b2], [h1, h2]) = (bytes, halves);
    match function {
        ZipFunction::Add(Terms::Quantized(op)) if is_int16 => op.apply_to_int16(h1, h2).into(),
        ZipFunction::Add(Terms::Quantized(op)) => op.apply(b1, b2).into(),
        ZipFunction::Sub(Terms::Quantized(op)) if is_int16 => op.apply_to_int16(h1, h2).into(),
        ZipFunction::Sub(Terms::Quantized(op)) => op.apply(b1, b2).into(),
        ZipFunction::Mul(Terms::Quantized(op)) if is_int16 => op.apply_to_int16(h1, h2).into(),
        ZipFunction::Mul(Terms::Quantized(op)) => op.apply(b1, b2).into(),
        ZipFunction::Div(Terms::Quantized(op)) => op.apply(b1, b2).into(),
        ZipFunction::SquaredDifference(Terms::Quantized(op)) if is_int16 => op.apply(h1, h2).into(),
        ZipFunction::SquaredDifference(Terms::Quantized(op)) => op.apply(b1, b2).into(),
        ZipFunction::Prelu(Prelu::Integers(op)) if is_int16 => op.apply(h1, b2).into(),
        ZipFunction::Prelu(Prelu::Integers(op)) => op.apply(b1, b2).into(),
        ZipFunction::Add(Terms::Int32(bounds)) => int32(bounds, [x1, x2], i32::wrapping_add),
        ZipFunction::Sub(Terms::Int32(bounds)) => int32(bounds, [x1, x2], i32::wrapping_sub),
        ZipFunction::Mul(Terms::Int32(bounds)) => int32(bounds, [x1, x2], i32::wrapping_mul),
        ZipFunction::Div(Terms::Int32(bounds)) => int32(bounds, [x1, x2], |x1, x2| {
            x1.checked_div(x2).unwrap_or_default()
        }),
        ZipFunction::SquaredDifference(Terms::Int32(bounds)) => {
            int32(bounds, [x1, x2], |x1, x2| {
                let difference = x1.wrapping_sub(x2);
                difference.wrapping_mul(difference)
            })
        }
        ZipFunction::Maximum => x1.max(x2),
        ZipFunction::Minimum => x1.min(x2),
        ZipFunction::Compare(relation) => match relation {
            Relation::Equal => x1 == x2,
            Relation::NotEqual => x1 != x2,
            Relation::Less => x1 < x2,
            Relation::LessEqual => x1 <= x2,
        }
        .into(),
        ZipFunction::CompareScaled(op) => u8::from(op.apply(b1, b2).get()).into(),
        ZipFunction::And => (x1 * x2).min(1.0),
        ZipFunction::Or => (x1 + x2).min(1.0),
        function => panic!("{function:?} is not built"),
    }
}

fn int32(&[min, max]: &[i32; 2], [x1, x2]: [f64; 2], f: impl Fn(i32, i32) -> i32) -> f64 {
    clamped(f(x1 as i32, x2 as i32), min, max)
}
