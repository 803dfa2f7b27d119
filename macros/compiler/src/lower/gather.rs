//! GATHER, GATHER_ND and EMBEDDING_LOOKUP: copies where constant indices are evenly spaced, else a kernel.

use tflite_schema::{Options, TensorType};

use super::node::{Node, Operand};
use super::{Problem, lower_case};
use crate::call::{Call, Parameter as _, Type, Value};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Element, Kind, Side, TensorId, strides};

/// GATHER and GATHER_ND: a tensor and the indices of its slices.
struct Gather {
    /// Leading parts of tensor and indices that belong together.
    batches: usize,
    /// Parts of the tensor in each of them.
    groups: usize,
    /// Elements of each of these parts.
    span: usize,
    /// Tuples of indices of a batch.
    tuples: usize,
    /// Elements of a slice.
    slice: usize,
    /// Length of the dimension that each index of a tuple counts, and its step in elements.
    dims: Vec<(usize, usize)>,
    /// What is gathered.
    shape: Vec<usize>,
}

impl Gather {
    fn call(&self) -> Call {
        let loops = Value::structure(
            "op::Gather",
            [
                ("batches", self.batches.value()),
                ("groups", self.groups.value()),
                ("span", self.span.value()),
                ("tuples", self.tuples.value()),
                ("slice", self.slice.value()),
                ("dims", Value::axes(&self.dims)),
            ],
        );
        let ty = Type::of("op::Gather", [self.dims.len()]);
        let loops = Value::constant("PARAMETERS", ty, loops).borrowed();
        let arguments = [Value::input(0), Value::input(1), Value::output(), loops];
        Call::new("op::gather", arguments)
    }
}

/// Most copies that stand for one GATHER.
const COPIES: usize = 4;

pub(super) fn gather(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Gather(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, indices) = (node.input(0, "input")?, indices(node, 1)?);
    let (shape, counts) = (x.shape(), indices.shape());
    let axis = node.axis(options.axis.into(), shape.len())?;
    // As many batches as there are dimensions is one too many for `axis`.
    let batch_dims = node.axis(options.batch_dims.into(), counts.len() + 1);
    let batch_dims = match options.batch_dims {
        negative if negative < 0 => node.axis(negative.into(), counts.len())?,
        _ => batch_dims?,
    };
    if batch_dims > axis || shape.get(..batch_dims) != counts.get(..batch_dims) {
        let what = format!("its {batch_dims} batch dimensions are not those of input and indices");
        return Err(text::option(node.place(), &what));
    }
    let product = |dims: &[usize]| dims.iter().product::<usize>();
    let slice = product(&shape[axis + 1..]);
    let gather = Gather {
        batches: product(&shape[..batch_dims]),
        groups: product(&shape[batch_dims..axis]),
        span: shape[axis] * slice,
        tuples: product(&counts[batch_dims..]),
        slice,
        dims: vec![(shape[axis], slice)],
        shape: [&shape[..axis], &counts[batch_dims..], &shape[axis + 1..]].concat(),
    };
    emit(node, gather, x, indices, "indices")
}

pub(super) fn gather_nd(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, indices) = (node.input(0, "input")?, indices(node, 1)?);
    let depth = indices.shape().last().copied().unwrap_or(0);
    let Some(rest) = x.shape().get(depth..).filter(|_| depth > 0) else {
        let says = format!(
            "must have 1 to {} indices in its last dimension",
            x.shape().len()
        );
        return Err(node.mismatch(indices, "indices", &says));
    };
    let steps = strides(x.shape()).into_iter().map(isize::unsigned_abs);
    let gather = Gather {
        batches: 1,
        groups: 1,
        span: x.len(),
        tuples: indices.len() / depth,
        slice: rest.iter().product(),
        dims: x.shape().iter().copied().zip(steps).take(depth).collect(),
        shape: [&indices.shape()[..indices.shape().len() - 1], rest].concat(),
    };
    emit(node, gather, x, indices, "indices")
}

/// The rows of a table, which may be int8 where the output is float32.
pub(super) fn embedding_lookup(node: &mut Node<'_>) -> Result<(), Problem> {
    let (indices, x, y) = (indices(node, 0)?, node.input(1, "table")?, node.output()?);
    let Some((&rows, rest)) = x.shape().split_first() else {
        return Err(node.mismatch(x, "table", "must have at least one dimension"));
    };
    let slice = rest.iter().product();
    let gather = Gather {
        batches: 1,
        groups: 1,
        span: x.len(),
        tuples: indices.len(),
        slice,
        dims: vec![(rows, slice)],
        shape: [indices.shape(), rest].concat(),
    };
    if (x.tensor.ty, y.tensor.ty) != (TensorType::INT8, TensorType::FLOAT32) {
        return emit(node, gather, x, indices, "lookup");
    }
    node.expect_elements(y, &gather.shape)?;
    let scale = node.quantization(x)?;
    let found = node.between(y.shape(), Element::I8);
    emit_to(node, gather, x, indices, "lookup", found)?;
    node.emit_dequantized(scale, found, node.id(y));
    Ok(())
}

/// Indices of a type that kernels take.
pub(super) fn indices<'a>(node: &Node<'a>, position: usize) -> Result<Operand<'a>, Problem> {
    let indices = node.input(position, "indices")?;
    match indices.tensor.ty {
        TensorType::INT32 | TensorType::INT64 => Ok(indices),
        ty => {
            let says = format!("must be int32 or int64, not {}", lower_case(ty));
            Err(node.mismatch(indices, "indices", &says))
        }
    }
}

fn emit(
    node: &mut Node<'_>,
    gather: Gather,
    x: Operand<'_>,
    indices: Operand<'_>,
    role: &str,
) -> Result<(), Problem> {
    let y = node.output()?;
    node.expect_elements(y, &gather.shape)?;
    node.expect_output_quantization(x, "input", y)?;
    emit_to(node, gather, x, indices, role, node.id(y))
}

fn emit_to(
    node: &mut Node<'_>,
    gather: Gather,
    x: Operand<'_>,
    indices: Operand<'_>,
    role: &str,
    y: TensorId,
) -> Result<(), Problem> {
    let constant = node.known(indices).filter(|_| gather.batches == 1);
    if constant.is_some() {
        let position = usize::from(role != "lookup");
        let values = node.integers(position, role)?;
        let places = places(&gather, &values)
            .ok_or_else(|| node.mismatch(indices, role, "has an index that is out of range"))?;
        let runs = runs(&places);
        if runs.len() <= COPIES {
            let mut first = 0;
            for (from, step, count) in runs {
                let copy = copy(&gather, (from, step, count), first);
                node.emit_between(Kind::Copy(copy), vec![node.id(x)], y);
                first += count;
            }
            return Ok(());
        }
    }
    let inputs = vec![node.id(x), node.id(indices)];
    node.emit_between(gather.call(), inputs, y);
    Ok(())
}

/// The first element of the slice of each tuple of indices; `None` if one is out of range.
fn places(gather: &Gather, indices: &[i64]) -> Option<Vec<usize>> {
    let place = |tuple: &[i64]| {
        let terms = tuple.iter().zip(&gather.dims);
        let terms = terms.map(|(&index, &(len, stride))| {
            let index = usize::try_from(index).ok().filter(|&index| index < len)?;
            Some(index * stride)
        });
        terms.sum::<Option<usize>>()
    };
    indices.chunks_exact(gather.dims.len()).map(place).collect()
}

/// Evenly spaced places in a row: the first, the step to the next, how many.
fn runs(places: &[usize]) -> Vec<(usize, isize, usize)> {
    let mut runs: Vec<(usize, isize, usize)> = Vec::new();
    for &place in places {
        match runs.last_mut() {
            Some((first, step, count)) => {
                let from_first = place.cast_signed() - first.cast_signed();
                if *count == 1 {
                    (*step, *count) = (from_first, 2);
                } else if from_first == *step * count.cast_signed() {
                    *count += 1;
                } else {
                    runs.push((place, 0, 1));
                }
            }
            None => runs.push((place, 0, 1)),
        }
    }
    runs
}

/// The copy of a run of slices, of all groups, to where those from the tuple `to` on lie.
fn copy(gather: &Gather, (from, step, count): (usize, isize, usize), to: usize) -> Copy {
    let steps = |group: usize, slice: isize| vec![group.cast_signed(), slice, 1];
    let slice = gather.slice;
    let from = Side {
        start: from,
        strides: steps(gather.span, step),
    };
    let to = Side {
        start: to * slice,
        strides: steps(gather.tuples * slice, slice.cast_signed()),
    };
    Copy::new(&[gather.groups, count, slice], from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenly_spaced_places_are_runs() {
        assert_eq!(runs(&[4, 2, 0]), [(4, -2, 3)]);
        assert_eq!(runs(&[1, 1, 1, 5]), [(1, 0, 3), (5, 0, 1)]);
        assert_eq!(runs(&[0, 3, 6, 7, 9]), [(0, 3, 3), (7, 2, 2)]);
        assert_eq!(runs(&[7]), [(7, 0, 1)]);
    }
}
