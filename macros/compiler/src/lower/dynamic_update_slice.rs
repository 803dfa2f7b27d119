//! DYNAMIC_UPDATE_SLICE: a copy of the tensor, then of the box into its place.

use super::Problem;
use super::gather::indices;
use super::node::Node;
use crate::call::{Call, Type, Value};
use crate::graph::{Copy, Kind};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, update, y) = (
        node.input(0, "input")?,
        node.input(1, "update")?,
        node.output()?,
    );
    let start = indices(node, 2)?;
    let (tensor, smaller) = (x.shape(), update.shape());
    node.expect_shape(y, "output", tensor)?;
    node.expect_len(start, "start", tensor.len())?;
    let fits = smaller.len() == tensor.len()
        && !tensor.is_empty()
        && smaller
            .iter()
            .zip(tensor)
            .all(|(part, whole)| part <= whole);
    if !fits {
        let whole = crate::diagnostics::shape(tensor);
        return Err(node.mismatch(update, "update", &format!("does not fit into {whole}")));
    }
    node.expect_output_quantization(x, "input", y)?;
    node.expect_output_quantization(update, "update", y)?;
    node.emit(Kind::Copy(Copy::whole(x.len())), &[x], y);
    if node.known(start).is_some() {
        let at = node.integers(2, "start")?;
        let at = at
            .iter()
            .zip(smaller)
            .zip(tensor)
            .map(|((&at, part), whole)| {
                usize::try_from(at.max(0)).map_or(whole - part, |at| at.min(whole - part))
            });
        let copy = Copy::into_box(smaller, tensor, &at.collect::<Vec<_>>());
        node.emit(Kind::Copy(copy), &[update], y);
        return Ok(());
    }
    let place = Value::constant(
        "PARAMETERS",
        Type::of("op::Update", [smaller.len()]),
        Value::call("op::Update::new", [smaller, tensor].map(Value::numbers)),
    );
    let arguments = [
        Value::input(0),
        Value::input(1),
        Value::output(),
        place.borrowed(),
    ];
    node.emit(
        Call::new("op::update_slice", arguments),
        &[update, start],
        y,
    );
    Ok(())
}
