//! Models whose input cannot be fed by rows.

use super::Message;
use crate::graph::Graph;
use crate::schedule::Stream;

/// Gives the reason why `input = rows` is refused.
pub fn refused(graph: &Graph) -> Message {
    let headline = "the input of this model cannot be fed by rows";
    let longest = Stream::longest(graph);
    let why = match (graph.inputs.len(), graph.operators.get(longest)) {
        (0, _) => "it has no input".to_owned(),
        (2.., _) => format!("it has {} inputs", graph.inputs.len()),
        (_, Some(operator)) if longest == 0 => format!(
            "operator {} ({}) needs the whole input",
            operator.index, operator.name
        ),
        (_, Some(operator)) => format!(
            "operator {} ({}) needs more than one whole tensor",
            operator.index, operator.name
        ),
        (_, None) => "it has no operator that computes by rows".to_owned(),
    };
    Message::new(format!("{headline}: {why}")).help("remove `input = rows`")
}
