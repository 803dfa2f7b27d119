//! Models that need more than their budget.

use super::{Align, Message, Table, shape, thousands};
use crate::budget::{Requirement, Row};
use crate::syntax::Resource;

/// Rows of the table.
const LISTED: usize = 5;
/// Inputs in a row.
const INPUTS: usize = 3;

/// The headline up to the budget, which only rustc may know: "…: it needs 64,512 bytes of arena,".
pub fn needs(resource: Resource, bytes: u64) -> String {
    format!(
        "the model does not fit: it needs {} bytes of {resource},",
        thousands(bytes)
    )
}

/// The whole message, with a known budget.
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
    details(Message::new(headline), requirement)
}

/// Adds what makes the model as large as it is, and what to do.
pub fn details(message: Message, requirement: &Requirement) -> Message {
    let Requirement {
        resource,
        bytes,
        ref rows,
    } = *requirement;
    let help = format!("raise the budget to at least `{resource} <= {bytes}`");
    if rows.is_empty() {
        return message.help(help);
    }
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.bytes), row.index));
    let (title, bytes) = match resource {
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
    message.note(title).table(&table).help(help)
}

/// `1x48x48x8, 1x48x48x8`, cut where there are many.
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
