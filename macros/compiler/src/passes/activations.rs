//! Activations that follow an operator become a part of it.

use tiny_model_kernels::op;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::Output;

use super::{is_port, readers, writers};
use crate::graph::{BinaryKind, Graph, Kind, Unary};

/// Merges each table, and each clamp of floats, into the operator that alone writes its input for it alone.
///
/// Exact: two tables are the table of both, and a table that is a clamp on all values that the
/// operator before it can write narrows that operator's own clamp. Clamping after an addition of the
/// zero point is the operator's last step, so clamping again changes nothing else.
pub(super) fn fold(graph: &mut Graph) {
    let mut position = 0;
    while position < graph.operators.len() {
        match absorb(graph, position) {
            Some(()) => drop(graph.operators.remove(position)),
            None => position += 1,
        }
    }
}

/// Lets the writer of a table's input write the table's output instead.
fn absorb(graph: &mut Graph, position: usize) -> Option<()> {
    let operator = &mut graph.operators[position];
    let output = operator.output;
    let &[input] = operator.inputs.as_slice() else {
        return None;
    };
    if let Kind::Lookup(table) = &operator.kind
        && is_identity(table)
    {
        operator.kind = Kind::View;
        return None;
    }
    let (writers, readers) = (
        writers(&graph.operators, input),
        readers(&graph.operators, input),
    );
    let (&[writer], &[_]) = (writers.as_slice(), readers.as_slice()) else {
        return None;
    };
    if is_port(graph, input) {
        return None;
    }
    let kind = match &graph.operators[position].kind {
        Kind::Lookup(table) => merged(&graph.operators[writer].kind, table)?,
        Kind::Map(Unary::Clamp(range)) => clamped(&graph.operators[writer].kind, *range)?,
        _ => return None,
    };
    let writer = &mut graph.operators[writer];
    (writer.kind, writer.output) = (kind, output);
    Some(())
}

/// An operator with a table applied to what it writes.
fn merged(kind: &Kind, table: &[i8; 256]) -> Option<Kind> {
    let mut kind = kind.clone();
    match &mut kind {
        Kind::Lookup(first) => first
            .iter_mut()
            .for_each(|value| *value = look_up(table, *value)),
        Kind::Pool(pool) => pool.range = clamp(table, pool.range)?,
        kind => narrow(output(kind)?, table)?,
    }
    Some(kind)
}

/// An operator on floats with a clamp applied to what it writes.
///
/// Exact: a clamp of what another clamped is the clamp to both of its bounds, clamped.
fn clamped(kind: &Kind, range: Range) -> Option<Kind> {
    let mut kind = kind.clone();
    let output = match &mut kind {
        Kind::Float(float) => float.output()?,
        Kind::Zip(zip) => &mut zip.output,
        Kind::Map(Unary::Clamp(first)) => first,
        _ => return None,
    };
    *output = Range {
        min: range.clamp(output.min),
        max: range.clamp(output.max),
    };
    Some(kind)
}

/// Where an operator clamps.
fn output(kind: &mut Kind) -> Option<&mut Output> {
    match kind {
        Kind::Conv2d(conv) | Kind::DepthwiseConv2d(conv) => Some(&mut conv.affine.output),
        Kind::FullyConnected(layer) => Some(&mut layer.affine.output),
        Kind::Mean(mean) => Some(&mut mean.arithmetic.output),
        Kind::Binary(binary) => match &mut binary.kind {
            BinaryKind::Add(add) | BinaryKind::Sub(op::Sub(add)) => Some(&mut add.output),
            BinaryKind::Mul(mul) => Some(&mut mul.output),
            BinaryKind::Divide(divide) => Some(&mut divide.output),
            _ => None,
        },
        _ => None,
    }
}

fn narrow(output: &mut Output, table: &[i8; 256]) -> Option<()> {
    let range = (
        i8::try_from(output.min).ok()?,
        i8::try_from(output.max).ok()?,
    );
    let (min, max) = clamp(table, range)?;
    (output.min, output.max) = (min.into(), max.into());
    Some(())
}

/// The range that a table clamps values of `range` to; `None` where it is no clamp on them.
fn clamp(table: &[i8; 256], (min, max): (i8, i8)) -> Option<(i8, i8)> {
    let (low, high) = (look_up(table, min), look_up(table, max));
    let is_clamp = low <= high && (min..=max).all(|x| look_up(table, x) == x.clamp(low, high));
    is_clamp.then_some((low, high))
}

fn is_identity(table: &[i8; 256]) -> bool {
    (i8::MIN..=i8::MAX).all(|x| look_up(table, x) == x)
}

fn look_up(table: &[i8; 256], x: i8) -> i8 {
    table[usize::from(x.cast_unsigned())]
}
