//! What depends on constants only is a constant.

use std::collections::HashMap;

use tiny_model_kernels::op::{self, Binary as _};

use super::writers;
use crate::graph::{Binary, BinaryKind, Copy, Element, Graph, Kind, Operator, TensorId};
use crate::numerics::of_int8;

/// Most bytes that are computed here: about what a microcontroller's flash holds. What is beyond is
/// computed by each run.
const MOST: usize = 1 << 20;
/// Most bytes of what operators want to know at compile time: shapes, axes, indices.
const FEW: usize = 1 << 12;

/// Computes tensors all of whose writers read constants only.
///
/// Exact: elements are computed by the functions that the kernels call.
pub(super) fn fold(graph: &mut Graph) {
    let mut position = 0;
    let mut room = MOST;
    while let Some(operator) = graph.operators.get(position) {
        let output = operator.output;
        match value(graph, output, room) {
            Some(bytes) => {
                room -= bytes.len();
                graph.tensors[output.0].constant = Some(bytes);
                graph.operators.retain(|operator| operator.output != output);
            }
            None => position += 1,
        }
    }
}

/// The bytes of a constant, or of a tensor that operators compute from constants alone.
pub fn known(graph: &Graph, id: TensorId) -> Option<Vec<u8>> {
    let mut found = HashMap::new();
    find(graph, id, &mut found)?;
    found.remove(&id)?
}

/// Finds the bytes of a tensor and of all that it is computed from, each once: of what is written before
/// it is read, no tensor is computed from itself.
fn find(graph: &Graph, id: TensorId, found: &mut HashMap<TensorId, Option<Vec<u8>>>) -> Option<()> {
    if let Some(found) = found.get(&id) {
        return found.as_ref().map(|_| ());
    }
    found.insert(id, None);
    let tensor = graph.tensor(id);
    let bytes = match &tensor.constant {
        Some(bytes) => bytes.clone(),
        None => {
            let writers = writers(&graph.operators, id);
            if graph.is_state(id) || writers.is_empty() || tensor.bytes() > FEW {
                return None;
            }
            let mut bytes = vec![0; tensor.bytes()];
            for position in writers {
                let operator = &graph.operators[position];
                let mut inputs = operator.inputs.iter();
                inputs.try_for_each(|&x| find(graph, x, found))?;
                is_known(graph, operator).then_some(())?;
                let inputs = operator.inputs.iter().map(|x| found.get(x)?.as_deref());
                let inputs: Vec<&[u8]> = inputs.collect::<Option<_>>()?;
                evaluate(&operator.kind, &inputs, tensor.element.size(), &mut bytes)?;
            }
            bytes
        }
    };
    found.insert(id, Some(bytes));
    Some(())
}

/// The bytes of a tensor of at most `room` whose writers all read constants and can be evaluated.
fn value(graph: &Graph, id: TensorId, room: usize) -> Option<Vec<u8>> {
    let tensor = graph.tensor(id);
    if graph.is_state(id) {
        return None;
    }
    let writers = writers(&graph.operators, id);
    let mut writers = writers.iter().map(|&position| &graph.operators[position]);
    let reads_variables = |operator: &Operator| {
        let mut inputs = operator.inputs.iter().chain(&operator.state);
        !is_known(graph, operator) || inputs.any(|&x| graph.tensor(x).constant.is_none())
    };
    if tensor.bytes() > room || writers.clone().any(reads_variables) {
        return None;
    }
    let mut bytes = vec![0; tensor.bytes()];
    writers.try_for_each(|operator| {
        let inputs = operator.inputs.iter();
        let inputs = inputs.map(|&x| graph.tensor(x).constant.as_deref());
        let inputs: Vec<&[u8]> = inputs.collect::<Option<_>>()?;
        evaluate(&operator.kind, &inputs, tensor.element.size(), &mut bytes)
    })?;
    Some(bytes)
}

fn evaluate(kind: &Kind, inputs: &[&[u8]], element: usize, y: &mut [u8]) -> Option<()> {
    match (kind, inputs) {
        (Kind::Fill(value), _) => y
            .chunks_exact_mut(element)
            .for_each(|y| y.copy_from_slice(value)),
        (Kind::View, [x]) => y.copy_from_slice(x),
        (Kind::Copy(copy), [x]) => move_elements(copy, element, x, y),
        (Kind::Lookup(table), [x]) => {
            let table = |x: &u8| table[usize::from(*x)].cast_unsigned();
            y.iter_mut().zip(*x).for_each(|(y, x)| *y = table(x));
        }
        (Kind::Binary(binary), [x1, x2]) => combine(binary, element, [x1, x2], y)?,
        (Kind::Map(function), [x]) => {
            for (y, x) in y.as_chunks_mut().0.iter_mut().zip(x.as_chunks().0) {
                *y = function.apply(f32::from_le_bytes(*x)).to_le_bytes();
            }
        }
        (Kind::Zip(zip), [x1, x2]) => {
            let value = |x: &[u8], at: usize| f32::from_le_bytes(x.as_chunks().0[at]);
            for (turn, y) in y.as_chunks_mut().0.iter_mut().enumerate() {
                let [at1, at2] = meeting(turn, &zip.dims, &zip.strides);
                *y = zip.apply(value(x1, at1), value(x2, at2)).to_le_bytes();
            }
        }
        (Kind::Quantize(output), [x]) if element == 1 => {
            let output = of_int8(*output);
            for (y, x) in y.iter_mut().zip(x.as_chunks().0) {
                *y = output.quantize(f32::from_le_bytes(*x)).cast_unsigned();
            }
        }
        (Kind::Dequantize(input), [x]) if x.len() * element == y.len() => {
            let input = of_int8(*input);
            for (y, x) in y.as_chunks_mut().0.iter_mut().zip(*x) {
                *y = input.dequantize(x.cast_signed()).to_le_bytes();
            }
        }
        _ => return None,
    }
    Some(())
}

/// Whether an operator has a function here for what it reads: DEQUANTIZE of bytes has that of int8,
/// MAXIMUM and comparisons of words those of int32.
fn is_known(graph: &Graph, operator: &Operator) -> bool {
    let mut inputs = operator.inputs.iter().map(|&x| graph.tensor(x).element);
    match &operator.kind {
        Kind::Dequantize(_) => inputs.all(|x| x != Element::U8),
        Kind::Binary(binary)
            if matches!(binary.kind, BinaryKind::Maximum | BinaryKind::Compare(_)) =>
        {
            inputs.all(|x| x == Element::I32)
        }
        _ => true,
    }
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

/// A function of two elements: their bytes, and those of what it gives.
type Pairwise = Box<dyn Fn(&[u8], &[u8], &mut [u8])>;

fn combine(binary: &Binary, element: usize, [x1, x2]: [&[u8]; 2], y: &mut [u8]) -> Option<()> {
    let apply: Pairwise = match binary.kind {
        BinaryKind::Add(op) => bytewise(op),
        BinaryKind::Sub(op) => bytewise(op),
        BinaryKind::Mul(op) => bytewise(op),
        BinaryKind::Integers(op) => Box::new(move |x1, x2, y| {
            let [x1, x2] = [x1, x2].map(|x| x.try_into().map_or(0, i32::from_le_bytes));
            y.copy_from_slice(&op.apply(x1, x2).to_le_bytes());
        }),
        // Of shapes: int32.
        BinaryKind::Maximum if element == 4 => Box::new(|x1, x2, y| {
            let [x1, x2] = [x1, x2].map(|x| x.try_into().map_or(0, i32::from_le_bytes));
            y.copy_from_slice(&x1.max(x2).to_le_bytes());
        }),
        // Of shapes and counts: int32.
        BinaryKind::Compare(relation) => {
            let op = op::Compare::<i32>::new(relation);
            Box::new(move |x1, x2, y| {
                let [x1, x2] = [x1, x2].map(|x| x.try_into().map_or(0, i32::from_le_bytes));
                y.fill(op.apply(x1, x2).get().into());
            })
        }
        _ => return None,
    };
    let size = match binary.kind {
        BinaryKind::Compare(_) => 4,
        _ => element,
    };
    for (turn, y) in y.chunks_exact_mut(element).enumerate() {
        let at = meeting(turn, &binary.dims, &binary.strides);
        let [at1, at2] = at.map(|at| at * size);
        apply(&x1[at1..][..size], &x2[at2..][..size], y);
    }
    Some(())
}

/// A function of int8 on bytes.
fn bytewise(op: impl op::Binary<X = i8, Y = i8> + 'static) -> Pairwise {
    Box::new(move |x1, x2, y| {
        y[0] = op
            .apply(x1[0].cast_signed(), x2[0].cast_signed())
            .cast_unsigned();
    })
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
