//! CALL_ONCE: what its subgraph assigns is what variables hold before the first run.

use tflite_schema::{BuiltinOperator as Op, Model, Options};

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;

/// The subgraphs that the entry calls once, each once, in their order in the file.
pub(super) fn called(model: &Model<'_>) -> Vec<usize> {
    let entry = model.subgraphs.first();
    let operators = entry.into_iter().flat_map(|entry| &entry.operators);
    let calls = operators.filter(|operator| operator.builtin() == Op::CALL_ONCE);
    let mut called: Vec<usize> = calls
        .flat_map(|operator| operator.options.subgraphs())
        .filter_map(|index| usize::try_from(index?).ok())
        .filter(|&index| index != 0)
        .collect();
    called.sort_unstable();
    called.dedup();
    called
}

/// Nothing is left of it. Refused is what has another effect than to set first values.
pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::CallOnce(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    if !node.is_in_entry() || options.init_subgraph_index == 0 {
        let what = "it calls a subgraph that calls another";
        return Err(text::option(node.place(), what));
    }
    if node.comes_after_its_variables() {
        let what = "it must come before the operators that read or assign its variables";
        return Err(text::option(node.place(), what));
    }
    Ok(())
}
