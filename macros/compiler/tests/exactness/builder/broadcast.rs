//! Steps with two operands, either of which broadcasts along any axes.

use tiny_model_compiler::graph::{
    Copy, Element, Kind, Prelu, Side, TensorId, Terms, Zip, ZipFunction,
};
use tiny_model_compiler::numbers;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::op::{self, Relation};

use super::{Builder, LARGEST, Shape, output_as, range, scale};

/// Numbers of functions, those that have passes more often.
const FUNCTIONS: [u8; 24] = [
    4, 4, 4, 4, 6, 6, 6, 6, 2, 2, 2, 3, 3, 3, 11, 11, 11, 11, 0, 1, 7, 8, 9, 10,
];

impl Builder {
    /// Adds an operator on `a` and `b` if they broadcast, otherwise on `a` and a constant or a part of
    /// `a` whose length along some axes is 1.
    pub(super) fn binary(&mut self, a: TensorId, b: TensorId, [which, n1, n2, n3]: [u8; 4]) {
        let element = self.element(a);
        let [function, second] = [FUNCTIONS[usize::from(which % 24)], which / 24 % 4];
        let is_along = |axis: usize| n3 >> axis & 1 == 1;
        let whole = self.shape(a);
        let part = std::array::from_fn(|axis| if is_along(axis) { 1 } else { whole[axis] });
        let b = match second {
            0 | 1 if self.element(b) == element && broadcast([whole, self.shape(b)]).is_some() => b,
            2 => self.first_of(a, part),
            _ => self.constant_of(part, element, |at| {
                n1.wrapping_mul((at as u8).wrapping_add(1))
            }),
        };
        let operands = if n3 >> 4 & 1 == 1 { [b, a] } else { [a, b] };
        let shapes = operands.map(|operand| self.shape(operand));
        let shape = broadcast(shapes).expect("operands that broadcast");
        if shape.iter().product::<usize>() > LARGEST {
            return;
        }
        let (dims, strides) = loops(shape, shapes);
        let (function, y) = zip_function(element, function, [n1, n2, n3]);
        let kind = Kind::Zip(Zip {
            function,
            element,
            dims,
            strides,
        });
        let y = self.tensor(shape, y, None);
        self.emit(kind, &operands, y);
    }

    /// Adds a slice of a tensor: its first elements in the given shape.
    pub(super) fn first_of(&mut self, x: TensorId, shape: Shape) -> TensorId {
        let from = Side::part(&self.shape(x), &[0; 4]);
        let y = self.tensor(shape, self.element(x), None);
        let copy = Copy::new(&shape, from, Side::whole(&shape));
        self.emit(Kind::Copy(copy), &[x], y);
        y
    }
}

fn broadcast([a, b]: [Shape; 2]) -> Option<Shape> {
    let fits = |(a, b): (usize, usize)| a == b || a == 1 || b == 1;
    let all_fit = a.into_iter().zip(b).all(fits);
    all_fit.then(|| std::array::from_fn(|axis| a[axis].max(b[axis])))
}

/// Returns the loops over the output and the strides of both operands. Neighboring loops become one if
/// both operands continue evenly.
fn loops(shape: Shape, operands: [Shape; 2]) -> (Vec<usize>, [Vec<usize>; 2]) {
    let mut dims: Vec<usize> = Vec::new();
    let mut strides: [Vec<usize>; 2] = Default::default();
    for axis in (0..4).filter(|&axis| shape[axis] != 1) {
        let steps = operands.map(|operand| match operand[axis] {
            1 => 0,
            _ => operand[axis + 1..].iter().product::<usize>(),
        });
        let inward = steps.map(|step| Some(step * shape[axis]));
        let goes_on = strides
            .iter()
            .map(|strides| strides.last().copied())
            .eq(inward);
        let mut length = shape[axis];
        if goes_on {
            length *= dims.pop().expect("a loop outside of this one");
            strides
                .iter_mut()
                .for_each(|strides| strides.truncate(dims.len()));
        }
        dims.push(length);
        let strides = strides.iter_mut().zip(steps);
        strides.for_each(|(strides, step)| strides.push(step));
    }
    match dims.is_empty() {
        true => (vec![1], [vec![1], vec![1]]),
        false => (dims, strides),
    }
}

/// A function of two elements of a type, and the type of its result.
fn zip_function(element: Element, which: u8, n: [u8; 3]) -> (ZipFunction, Element) {
    let relation = [Relation::Equal, Relation::Less][usize::from(n[1] % 2)];
    let function = match (which, element) {
        (0 | 1, Element::Bool) => ZipFunction::And,
        (2 | 3, Element::Bool) => ZipFunction::Or,
        (0, Element::I8) => ZipFunction::CompareScaled(compare(relation, n)),
        (1, _) | (_, Element::Bool) => ZipFunction::Compare(relation),
        (2, _) => ZipFunction::Minimum,
        (3, _) => ZipFunction::Maximum,
        (_, Element::F32) => return (of_floats(which, range(n[1], n[2])), element),
        (_, Element::I32) => {
            let bounds = [i32::from(n[1] as i8) * 50_000, i32::MAX];
            return (of_int32(which, bounds), element);
        }
        _ => return (of_quantized(element, which, n), element),
    };
    match function {
        ZipFunction::Compare(_) | ZipFunction::CompareScaled(_) => (function, Element::Bool),
        _ => (function, element),
    }
}

fn compare(relation: Relation, [n1, _, n3]: [u8; 3]) -> op::CompareScaled {
    op::CompareScaled {
        relation,
        input1_offset: i32::from(n1 as i8),
        input2_offset: i32::from(n3 as i8),
        input1: scale(0),
        input2: scale(-1),
    }
}

fn of_floats(which: u8, range: Range) -> ZipFunction {
    match which {
        4 => ZipFunction::Add(Terms::Float(range)),
        6 => ZipFunction::Sub(Terms::Float(range)),
        7 | 11 => ZipFunction::Mul(Terms::Float(range)),
        8 => ZipFunction::Div(Terms::Float(range)),
        9 => ZipFunction::SquaredDifference(Terms::Float(range)),
        10 => ZipFunction::Prelu(Prelu::Float),
        _ => ZipFunction::Real("floor_mod", op::float::function::floor_mod),
    }
}

fn of_int32(which: u8, bounds: [i32; 2]) -> ZipFunction {
    match which {
        4 => ZipFunction::Add(Terms::Int32(bounds)),
        6 => ZipFunction::Sub(Terms::Int32(bounds)),
        7 | 11 => ZipFunction::Mul(Terms::Int32(bounds)),
        8 => ZipFunction::Div(Terms::Int32(bounds)),
        9 => ZipFunction::SquaredDifference(Terms::Int32(bounds)),
        _ => ZipFunction::Maximum,
    }
}

fn of_quantized(element: Element, which: u8, [n1, n2, n3]: [u8; 3]) -> ZipFunction {
    let output = output_as(element, n2, n3);
    let scale = |factor| numbers::scale(factor).expect("a factor");
    let [input1_offset, input2_offset] = match element {
        Element::I16 => [0; 2],
        _ => [n1, n3].map(|number| i32::from(number as i8)),
    };
    // Inputs gain as many bits as there is room for.
    let bits = if element == Element::I16 { 15 } else { 20 };
    let sum = op::Add {
        input1_offset,
        input2_offset,
        input1: scale(0.5),
        input2: scale(0.3),
        output_scale: scale(1.7 / f64::from(1 << bits)),
        output,
    };
    match which {
        4 => ZipFunction::Add(Terms::Quantized(sum)),
        6 => ZipFunction::Sub(Terms::Quantized(op::Sub(sum))),
        7 if element == Element::I8 => ZipFunction::Div(Terms::Quantized(op::Divide {
            input1_offset,
            input2_offset,
            scale: scale(3.0),
            output,
        })),
        8 => ZipFunction::SquaredDifference(Terms::Quantized(op::SquaredDifference {
            input1_offset,
            input2_offset,
            left_shift: if element == Element::I16 { 0 } else { 7 },
            input1: scale(0.5),
            input2: scale(0.3),
            output_scale: scale(0.000_01),
            output,
        })),
        9 if element == Element::I8 => ZipFunction::Prelu(Prelu::Integers(op::Prelu {
            input_zero_point: input1_offset,
            alpha_zero_point: input2_offset,
            identity: scale(0.9),
            alpha: scale(0.01),
            output,
        })),
        // Some functions have no kernels of int16.
        _ => ZipFunction::Mul(Terms::Quantized(op::Mul {
            input1_offset,
            input2_offset,
            scale: scale(0.01),
            output,
        })),
    }
}
