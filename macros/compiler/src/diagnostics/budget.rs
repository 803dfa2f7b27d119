//! Models that need more than their budget.

use super::floats::as_int8;
use super::model::INT8;
use super::{Align, Message, Table, counted, shape, tensor_name, thousands};
use crate::choices::Resource;
use crate::requirement::{Alternative, Live, Peak, Requirement, Row};

/// Most rows in the table of operators.
const LISTED: usize = 5;
/// Most tensors listed in the table of the memory at the peak.
const HELD: usize = 8;
/// Most inputs listed in a row.
const INPUTS: usize = 3;

/// The headline up to the budget, which possibly only rustc knows: "…: it needs 64,512 bytes of arena,".
pub fn needs(resource: Resource, bytes: u64) -> String {
    format!(
        "the model does not fit: it needs {} bytes of {resource},",
        thousands(bytes)
    )
}

/// The whole message with a known budget.
pub fn exceeded(requirement: &Requirement, budget: u64) -> Message {
    let Requirement {
        resource, bytes, ..
    } = *requirement;
    let excess = bytes.saturating_sub(budget);
    let headline = format!(
        "{} the budget is {} bytes ({} too many)",
        needs(resource, bytes),
        thousands(budget),
        thousands(excess)
    );
    details(Message::new(headline), requirement, Some(budget))
}

/// Adds the reasons for the model's size, and the remedies. The budget may be unknown.
pub fn details(message: Message, requirement: &Requirement, budget: Option<u64>) -> Message {
    let resource = requirement.resource;
    let message = match &requirement.peak {
        Some(at) => peak(message, at),
        None => message,
    };
    let message = operators(message, requirement);
    let message = match &requirement.tried {
        Some(tried) => message.note(tried),
        None => message,
    };
    let others = requirement.alternatives.iter();
    let message = others.fold(message, |message, other| {
        message.help(alternative(other, resource, budget))
    });
    let or = match requirement.alternatives.as_slice() {
        [] => "",
        _ => "or ",
    };
    let message = message.help(format!("{or}raise the budget: `{}`", requirement.raised));
    match as_int8(requirement.floats) {
        Some(bytes) => message.help(format!("or {INT8}\n{}", of_floats(resource, &bytes))),
        None => message,
    }
}

/// A help about the full-integer quantization of floats.
fn of_floats(resource: Resource, bytes: &str) -> String {
    match resource {
        Resource::Arena => format!("the float32 tensors in memory at this peak are then {bytes}"),
        Resource::Flash => format!("the float weights are then {bytes}"),
    }
}

/// Adds a table of the contents of memory at the peak. Its rows add up to the arena.
fn peak(message: Message, peak: &Peak) -> Message {
    let mut table = Table::new([
        ("memory", Align::Left),
        ("shape", Align::Left),
        ("bytes", Align::Right),
    ]);
    for live in peak.live.iter().take(HELD) {
        table.row([
            tensor_name(&live.name).escape_debug().to_string(),
            live.shape
                .as_ref()
                .map_or(String::new(), |dims| held(dims, live.rows)),
            thousands(live.bytes),
        ]);
    }
    let mut row = |what: &str, bytes: String| table.row([what.to_owned(), String::new(), bytes]);
    let sum = |live: &[Live]| live.iter().map(|live| live.bytes).sum::<u64>();
    let others = peak.live.get(HELD..).unwrap_or_default();
    if !others.is_empty() {
        row(&format!("… {} more", others.len()), thousands(sum(others)));
    }
    let Peak {
        index,
        operator,
        bytes,
        live,
        unused,
    } = peak;
    match sum(live).saturating_sub(*bytes) {
        0 => {}
        shared => row(SHARED, format!("−{}", thousands(shared))),
    }
    if *unused > 0 {
        row(UNUSED, thousands(*unused));
    }
    message
        .note(format!(
            "the peak is at operator {index} ({operator}), which runs with {} bytes in use:",
            thousands(*bytes)
        ))
        .table(&table)
}

/// The label of the row that subtracts shared bytes, which count twice in the rows above it.
const SHARED: &str = "shared with inputs read for the last time";
/// The label of the row for bytes in which no tensor lies.
const UNUSED: &str = "unused between tensors";

/// The shape of a tensor in memory: `1x14x14x32`, or `3 rows of 1x14x14x32`.
fn held(dims: &[usize], rows: Option<usize>) -> String {
    match rows {
        Some(rows) => format!("{} of {}", counted(rows, "row"), shape(dims)),
        None => shape(dims),
    }
}

/// The options to add, and the budget to raise if it is too small for them.
fn alternative(alternative: &Alternative, resource: Resource, budget: Option<u64>) -> String {
    let Alternative {
        options,
        bytes,
        way,
    } = alternative;
    match budget {
        Some(budget) if *bytes > budget => {
            format!("add `{options}` and raise the budget: with `{resource} <= {bytes}` {way} fits")
        }
        Some(_) => format!("add `{options}`: {way} needs {} bytes", thousands(*bytes)),
        None => format!("add `{options}`: with `{resource} <= {bytes}` {way} fits"),
    }
}

/// Adds a table of the operators that need the most.
fn operators(message: Message, requirement: &Requirement) -> Message {
    let mut rows: Vec<&Row> = requirement.rows.iter().collect();
    if rows.is_empty() {
        return message;
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.bytes), row.index));
    let (title, bytes) = match requirement.resource {
        Resource::Arena => ("the operators that need the most memory:", "live bytes"),
        Resource::Flash => ("the operators with the most constants:", "bytes"),
    };
    let mut table = Table::new([
        ("op", Align::Right),
        ("operator", Align::Left),
        ("inputs", Align::Left),
        ("output", Align::Left),
        (bytes, Align::Right),
    ]);
    for row in rows.into_iter().take(LISTED) {
        table.row([
            row.index.to_string(),
            row.operator.clone(),
            inputs(&row.inputs),
            shape(&row.output),
            thousands(row.bytes),
        ]);
    }
    message.note(title).table(&table)
}

/// The shapes of the inputs: `1x48x48x8, 1x48x48x8`, cut if there are many.
fn inputs(inputs: &[Vec<usize>]) -> String {
    let mut shapes: Vec<String> = inputs
        .iter()
        .take(INPUTS)
        .map(|input| shape(input))
        .collect();
    if inputs.len() > INPUTS {
        shapes.push(format!("… {} more", inputs.len() - INPUTS));
    }
    shapes.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_inputs_are_cut() {
        assert_eq!(inputs(&[vec![1, 2], vec![]]), "1x2, scalar");
        assert_eq!(inputs(&vec![vec![7]; 5]), "7, 7, 7, … 2 more");
    }
}
