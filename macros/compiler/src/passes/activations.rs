//! Activations that follow an operator become a part of it.

use tiny_model_kernels::op::float::Range;

use super::{is_port, readers, writers};
use crate::graph::{Clamp, Graph, Kind, Map, MapFunction};

/// Merges each table, and each clamp, into the operator that alone writes its input for it alone.
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
    if let Kind::Map(map) = &operator.kind
        && map.as_table().is_some_and(is_identity)
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
    let Kind::Map(map) = &graph.operators[position].kind else {
        return None;
    };
    let before = &graph.operators[writer].kind;
    let kind = match &map.function {
        MapFunction::Table(table) => merged(before, table)?,
        MapFunction::Clamp(range) => clamped(before, *range)?,
        function => {
            let is_same = map.elements[0] == map.elements[1];
            narrowed(before, function.as_clamp().filter(|_| is_same)?)?
        }
    };
    let writer = &mut graph.operators[writer];
    (writer.kind, writer.output) = (kind, output);
    Some(())
}

/// An operator with a table applied to what it writes.
fn merged(kind: &Kind, table: &[i8; 256]) -> Option<Kind> {
    let mut kind = kind.clone();
    if let Kind::Map(Map {
        function: MapFunction::Table(first),
        ..
    }) = &mut kind
    {
        first
            .iter_mut()
            .for_each(|value| *value = look_up(table, *value));
        return Some(kind);
    }
    match kind.clamp()? {
        Clamp::Int8(bounds) => *bounds = clamp(table, *bounds)?,
        Clamp::Integers(output) => {
            let bounds = [output.min, output.max].map(i8::try_from);
            let [Ok(min), Ok(max)] = bounds else {
                return None;
            };
            [output.min, output.max] = clamp(table, [min, max])?.map(i32::from);
        }
        // A table is of int8.
        Clamp::Int16(_) | Clamp::Floats(_) => return None,
    }
    Some(kind)
}

/// An operator on floats with a clamp applied to what it writes.
///
/// Exact: a clamp of what another clamped is the clamp to both of its bounds, clamped.
fn clamped(kind: &Kind, range: Range) -> Option<Kind> {
    let mut kind = kind.clone();
    let Clamp::Floats(output) = kind.clamp()? else {
        return None;
    };
    *output = Range {
        min: range.clamp(output.min),
        max: range.clamp(output.max),
    };
    Some(kind)
}

/// An operator on integers with a clamp applied to what it writes.
///
/// Exact as [`clamped`].
fn narrowed(kind: &Kind, [least, most]: [i32; 2]) -> Option<Kind> {
    let mut kind = kind.clone();
    let narrow = |bound: i32| bound.max(least).min(most);
    match kind.clamp()? {
        Clamp::Integers(output) => {
            [output.min, output.max] = [output.min, output.max].map(narrow);
        }
        // Narrower than bounds of int16 is an int16.
        Clamp::Int16(bounds) => *bounds = bounds.map(|bound| narrow(bound.into()) as i16),
        Clamp::Int8(bounds) => *bounds = bounds.map(|bound| narrow(bound.into()) as i8),
        Clamp::Floats(_) => return None,
    }
    Some(kind)
}

/// The range that a table clamps values of `range` to; `None` where it is no clamp on them.
fn clamp(table: &[i8; 256], [min, max]: [i8; 2]) -> Option<[i8; 2]> {
    let (low, high) = (look_up(table, min), look_up(table, max));
    let is_clamp = low <= high && (min..=max).all(|x| look_up(table, x) == x.clamp(low, high));
    is_clamp.then_some([low, high])
}

fn is_identity(table: &[i8; 256]) -> bool {
    (i8::MIN..=i8::MAX).all(|x| look_up(table, x) == x)
}

fn look_up(table: &[i8; 256], x: i8) -> i8 {
    table[usize::from(x.cast_unsigned())]
}
