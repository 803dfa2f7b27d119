//! The results as a table.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use tiny_model_compiler::diagnostics::thousands;

use super::{ParityRow, Verdict};

/// Returns a table with a line per row: model, cases, bytes compared, differing bytes and the largest
/// difference, or an error.
pub(super) fn table(rows: &[ParityRow]) -> Table {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')))
        .set_header([
            "model",
            "cases",
            "bytes",
            "differing",
            "max difference",
            "result",
        ]);
    for row in rows {
        table.add_row(cells(row));
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn cells(row: &ParityRow) -> [String; 6] {
    let number = |value: usize| thousands(value as u64);
    let name = row.entry.name.clone();
    let cases = number(row.entry.cases);
    match &row.verdict {
        Verdict::Compared(comparison) => [
            name,
            cases,
            number(comparison.bytes),
            number(comparison.differing),
            max_difference(comparison.max_difference),
            if comparison.agrees() {
                "agrees"
            } else {
                "differs"
            }
            .to_owned(),
        ],
        Verdict::TooLarge(text) | Verdict::Failed(text) => {
            let headline = text.lines().next().unwrap_or_default().to_owned();
            [
                name,
                cases,
                String::new(),
                String::new(),
                String::new(),
                headline,
            ]
        }
    }
}

/// Formats differences of integers as integers, and of floats with few digits.
fn max_difference(value: f64) -> String {
    if value.fract() == 0.0 || value.is_infinite() {
        value.to_string()
    } else {
        format!("{value:.1e}")
    }
}
