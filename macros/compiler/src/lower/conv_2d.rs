//! CONV_2D, with groups where the filters have fewer channels than the input.

use tflite_schema::Options;

use super::Problem;
use super::convolution::{Channels, Operands};
use super::node::Node;
use crate::diagnostics::model as text;

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::Conv2D(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let operands = Operands::of(node)?;
    let ([.., depth], [channels, .., group]) = (operands.input, operands.filter);
    let groups = depth / group.max(1);
    if groups == 0 || groups * group != depth || !channels.is_multiple_of(groups) {
        let says = format!("cannot divide {depth} input channels into groups of {group}");
        return Err(node.mismatch(operands.filters, "filters", &says));
    }
    operands.emit(node, options, Channels::First { groups })
}
