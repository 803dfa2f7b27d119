//! Problems of IF and WHILE, and of the subgraphs that they run.

use super::super::Message;
use super::{Named, Owner, Place, REEXPORT, about, at};

/// The operator runs a subgraph that runs the operator.
pub fn recursion(place: Place<'_>, subgraph: usize) -> Message {
    at(
        place,
        &format!("it runs subgraph {subgraph}, which runs this operator"),
    )
    .help(REEXPORT)
}

/// The operator runs too many subgraphs, or subgraphs that are nested too deeply.
pub fn too_many_subgraphs(place: Place<'_>, most: usize, deepest: usize) -> Message {
    at(place, "it runs too many subgraphs")
        .note(format!(
            "a model may run {most} subgraphs, {deepest} levels deep: each is compiled to code of its own"
        ))
        .help("join nested conditions into one, and compute what branches have in common before them")
}

/// The operator has more values than generated code can borrow at once.
pub fn too_many_values(place: Place<'_>, values: usize, most: usize) -> Message {
    at(
        place,
        &format!("it has {values} inputs or outputs, but at most {most} are supported"),
    )
    .help("join values of one type with a concatenation before it, and split them in its subgraphs")
}

/// The operator has state, and is in a subgraph that IF or WHILE runs.
pub fn inner_state(place: Place<'_>) -> Message {
    at(
        place,
        "it keeps a value from run to run, which the subgraphs of IF and WHILE cannot",
    )
    .help(OUTSIDE)
}

/// An input or output, by `role`, of a subgraph that IF or WHILE runs is a variable.
pub fn inner_variable(role: &str, tensor: Named<'_>) -> Message {
    Message::new(format!(
        "the subgraph's {role} {tensor} is a variable, which the subgraphs of IF and WHILE cannot keep from run to run"
    ))
    .help(OUTSIDE)
}

const OUTSIDE: &str = "read the variable before the branch or loop and assign it after: the value can be one of its \
                       inputs and outputs";

/// The integers of a value stand for different reals inside and outside a subgraph.
pub fn rescaled_value(place: Place<'_>, role: &str, tensor: Named<'_>, other: &str) -> Message {
    let says = format!("must have the scale and zero point of {other}");
    about(Owner::Operator(place, role), tensor, &says)
        .note("TensorFlow Lite Micro would ignore the difference and compute something else")
        .help("use the same quantization before and after the branch or loop")
}
