//! The values of operators whose inputs are known.
//!
//! Elements are computed by the functions that the kernels call.

use tiny_model_kernels::op::{self, Binary as _};

use super::{Copy, Element, Kind, Map, MapFunction, Terms, Zip, ZipFunction, of_int8};

impl Kind {
    /// Computes the bytes of the output, whose elements have a type, from those of the inputs. Elements that the
    /// operator does not write keep their values. `None` where that is not known how to do here: a run does it.
    pub fn evaluate(&self, inputs: &[&[u8]], element: Element, y: &mut [u8]) -> Option<()> {
        let size = element.size();
        match (self, inputs) {
            (Self::Fill(value), _) => y
                .chunks_exact_mut(size)
                .for_each(|y| y.copy_from_slice(value)),
            (Self::View, [x]) => y.copy_from_slice(x),
            (Self::Copy(copy), [x]) => move_elements(copy, size, x, y),
            (Self::Map(map), [x]) => map.evaluate(x, y)?,
            (Self::Zip(zip), [x1, x2]) => zip.evaluate([x1, x2], size, y)?,
            _ => return None,
        }
        Some(())
    }
}

impl Map {
    fn evaluate(&self, x: &[u8], y: &mut [u8]) -> Option<()> {
        let real = |x: &[u8; 4]| f32::from_le_bytes(*x);
        match (&self.function, self.elements) {
            (MapFunction::Table(table), _) => {
                let table = |x: &u8| table[usize::from(*x)].cast_unsigned();
                y.iter_mut().zip(x).for_each(|(y, x)| *y = table(x));
            }
            (MapFunction::Quantize(output), [_, Element::I8]) => {
                let output = of_int8(*output);
                for (y, x) in y.iter_mut().zip(x.as_chunks().0) {
                    *y = output.quantize(real(x)).cast_unsigned();
                }
            }
            (MapFunction::Dequantize(input), [Element::I8, _]) => {
                let input = of_int8(*input);
                for (y, x) in y.as_chunks_mut().0.iter_mut().zip(x) {
                    *y = input.dequantize(x.cast_signed()).to_le_bytes();
                }
            }
            _ => {
                let function = self.function.real()?;
                for (y, x) in y.as_chunks_mut().0.iter_mut().zip(x.as_chunks().0) {
                    *y = function(real(x)).to_le_bytes();
                }
            }
        }
        Some(())
    }
}

impl MapFunction {
    /// The function of float32.
    fn real(&self) -> Option<Box<dyn Fn(f32) -> f32>> {
        match *self {
            Self::Clamp(range) => Some(Box::new(move |x| range.clamp(x))),
            Self::LeakyRelu(super::LeakyRelu::Float(alpha)) => {
                Some(Box::new(move |x| op::float::function::leaky_relu(x, alpha)))
            }
            Self::Real(_, apply) => Some(Box::new(apply)),
            _ => None,
        }
    }
}

impl Zip {
    fn evaluate(&self, [x1, x2]: [&[u8]; 2], size: usize, y: &mut [u8]) -> Option<()> {
        let apply = self.function.of_bytes(self.element)?;
        let read = self.element.size();
        for (turn, y) in y.chunks_exact_mut(size).enumerate() {
            let at = meeting(turn, &self.dims, &self.strides);
            let [at1, at2] = at.map(|at| at * read);
            apply(&x1[at1..][..read], &x2[at2..][..read], y);
        }
        Some(())
    }
}

/// A function of two elements: their bytes, and those of the result.
type OfBytes = Box<dyn Fn(&[u8], &[u8], &mut [u8])>;

impl ZipFunction {
    /// The function of elements of a type.
    fn of_bytes(&self, element: Element) -> Option<OfBytes> {
        if let Some(real) = self.real() {
            return Some(Box::new(move |x1, x2, y| {
                let [x1, x2] = [x1, x2].map(|x| x.try_into().map_or(0.0, f32::from_le_bytes));
                y.copy_from_slice(&real.output.clamp((real.apply)(x1, x2)).to_le_bytes());
            }));
        }
        if let Some(int32) = self.int32() {
            return Some(of_words(move |x1, x2| int32.apply(x1, x2)));
        }
        match (*self, element) {
            (Self::Add(Terms::Quantized(op)), Element::I8) => Some(of_int8_bytes(op)),
            (Self::Sub(Terms::Quantized(op)), Element::I8) => Some(of_int8_bytes(op)),
            (Self::Mul(Terms::Quantized(op)), Element::I8) => Some(of_int8_bytes(op)),
            (Self::Maximum, Element::I32) => Some(of_words(i32::max)),
            (Self::Compare(relation), Element::I32) => {
                let op = op::Compare::<i32>::new(relation);
                Some(Box::new(move |x1, x2, y| {
                    let [x1, x2] = [x1, x2].map(word);
                    y.fill(op.apply(x1, x2).get().into());
                }))
            }
            _ => None,
        }
    }
}

fn word(x: &[u8]) -> i32 {
    x.try_into().map_or(0, i32::from_le_bytes)
}

/// A function of int32 on bytes.
fn of_words(apply: impl Fn(i32, i32) -> i32 + 'static) -> OfBytes {
    Box::new(move |x1, x2, y| y.copy_from_slice(&apply(word(x1), word(x2)).to_le_bytes()))
}

/// A function of int8 on bytes.
fn of_int8_bytes(op: impl op::Binary<X = i8, Y = i8> + 'static) -> OfBytes {
    Box::new(move |x1, x2, y| {
        let [x1, x2] = [x1, x2].map(|x| x[0].cast_signed());
        y[0] = op.apply(x1, x2).cast_unsigned();
    })
}

fn move_elements(copy: &Copy, element: usize, x: &[u8], y: &mut [u8]) {
    for turn in 0..copy.dims.iter().product() {
        let from = copy
            .from
            .wrapping_add_signed(position(turn, &copy.dims, &copy.from_strides));
        let to = copy
            .to
            .wrapping_add_signed(position(turn, &copy.dims, &copy.to_strides));
        y[to * element..][..element].copy_from_slice(&x[from * element..][..element]);
    }
}

/// The elements of two inputs that meet in a turn of the loops over `dims`.
fn meeting(turn: usize, dims: &[usize], strides: &[Vec<usize>; 2]) -> [usize; 2] {
    [0, 1].map(|input| {
        let strides: Vec<isize> = strides[input].iter().map(|s| s.cast_signed()).collect();
        position(turn, dims, &strides).cast_unsigned()
    })
}

/// Where the loops over `dims` stand after `turn` turns of the innermost.
fn position(mut turn: usize, dims: &[usize], strides: &[isize]) -> isize {
    let mut position = 0;
    for (&length, &stride) in dims.iter().zip(strides).rev() {
        position += (turn % length).cast_signed() * stride;
        turn /= length;
    }
    position
}
