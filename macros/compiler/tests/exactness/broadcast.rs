//! Steps with two operands, either of which broadcasts along any axes.

use tiny_model_compiler::graph::{Copy, Element, Kind, Side, TensorId, Terms, Zip, ZipFunction};
use tiny_model_compiler::numerics;
use tiny_model_kernels::op;

use super::{Builder, LARGEST, Shape, output};

impl Builder {
    /// Adds an operator on `a` and `b` if they broadcast, otherwise on `a` and a constant or a part of
    /// `a` whose length along some axes is 1.
    pub(super) fn binary(&mut self, a: TensorId, b: TensorId, [which, n1, n2, n3]: [u8; 4]) {
        let [function, second] = [which % 5, which / 5 % 4];
        let is_along = |axis: usize| n3 >> axis & 1 == 1;
        let whole = self.shape(a);
        let part = std::array::from_fn(|axis| if is_along(axis) { 1 } else { whole[axis] });
        let b = match second {
            0 | 1 if broadcast([whole, self.shape(b)]).is_some() => b,
            2 => self.first_of(a, part),
            _ => {
                let values = (0..part.iter().product())
                    .map(|at| n1.wrapping_mul((at as u8).wrapping_add(1)));
                let values = values.collect();
                self.tensor(part, Some(values))
            }
        };
        let operands = if n3 >> 4 & 1 == 1 { [b, a] } else { [a, b] };
        let shapes = operands.map(|operand| self.shape(operand));
        let shape = broadcast(shapes).expect("operands that broadcast");
        if shape.iter().product::<usize>() > LARGEST {
            return;
        }
        let (dims, strides) = loops(shape, shapes);
        let kind = Kind::Zip(Zip {
            function: zip_function(function, [n1, n2, n3]),
            element: Element::I8,
            dims,
            strides,
        });
        let y = self.tensor(shape, None);
        self.emit(kind, &operands, y);
    }

    /// Adds a slice of a tensor: its first elements in the given shape.
    fn first_of(&mut self, x: TensorId, shape: Shape) -> TensorId {
        let from = Side::part(&self.shape(x), &[0; 4]);
        let y = self.tensor(shape, None);
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

fn zip_function(function: u8, [n1, n2, n3]: [u8; 3]) -> ZipFunction {
    let output = output(n2, n3);
    let scale = |factor| numerics::scale(factor).expect("a factor");
    let (input1_offset, input2_offset) = (i32::from(n1 as i8), i32::from(n3 as i8));
    let sum = op::Add {
        input1_offset,
        input2_offset,
        input1: scale(0.5),
        input2: scale(0.3),
        output_scale: scale(1.7 / f64::from(1 << 20)),
        output,
    };
    match function {
        0 => ZipFunction::Add(Terms::Quantized(sum)),
        1 => ZipFunction::Sub(Terms::Quantized(op::Sub(sum))),
        2 => ZipFunction::Minimum,
        3 => ZipFunction::Maximum,
        _ => ZipFunction::Mul(Terms::Quantized(op::Mul {
            input1_offset,
            input2_offset,
            scale: scale(0.01),
            output,
        })),
    }
}
