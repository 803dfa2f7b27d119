//! The report as text.

use std::fmt;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use tiny_model_compiler::diagnostics::{shape, thousands};

use super::{BenchRecord, Compared, Measured, Operators};
use crate::choices::Choices;
use crate::harness::fit;
use crate::model::Model;
use crate::target::Target;

/// The measurements of one command.
#[derive(Clone, Debug)]
pub struct BenchReport {
    /// The target of the measurements.
    pub target: Target,
    /// The options of the programs.
    pub choices: Choices,
    /// The models, in the order of the command line.
    pub measured: Vec<Measured>,
}

const NOTHING: &str = "–";

/// Returns why the model does not fit the target's own board, which is not the board of the
/// measurement.
pub(super) fn too_large(target: Target, model: &Model, flash: usize) -> Option<String> {
    let board = target.board()?;
    fit::obstacle(Some(&board), model).or_else(|| {
        (flash > board.flash.length as usize).then(|| {
            format!(
                "does not fit {}: {} bytes of code and constants, flash has {}",
                board.machine,
                thousands(flash as u64),
                thousands(u64::from(board.flash.length))
            )
        })
    })
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            target, choices, ..
        } = self;
        let machine = target.measuring_board().map_or("", |board| board.machine);
        writeln!(
            f,
            "One inference on {target} ({machine}), {} backend, {choices}\n",
            target.backend().name()
        )?;
        writeln!(f, "{}", models(&self.measured))?;
        for measured in &self.measured {
            let record = &measured.record;
            if let Some(operators) = &record.operators {
                writeln!(f, "\n{}", record.model)?;
                writeln!(f, "{}", steps(operators))?;
                writeln!(f, "{}", difference(record, operators))?;
            }
        }
        self.notes(f)
    }
}

impl BenchReport {
    /// Writes notes about individual models.
    fn notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Measured {
            record, too_large, ..
        } in &self.measured
        {
            if let (Some(obstacle), Some(board)) = (too_large, self.target.measuring_board()) {
                let model = &record.model;
                write!(f, "\n{model} {obstacle}; {} has more", board.machine)?;
            }
        }
        if self.measured.iter().any(|one| one.compared.is_none()) {
            write!(
                f,
                "\n{NOTHING}: no golden vectors; put them beside the model, or pass --vectors"
            )?;
        }
        Ok(())
    }
}

fn models(measured: &[Measured]) -> Table {
    let firmware = |one: &Measured| one.record.flash_firmware_bytes;
    let has_firmware = measured.iter().any(|one| firmware(one).is_some());
    let header = [
        "model",
        "instructions",
        "cycles",
        "loads",
        "MACs",
        "cycles/MAC",
        "arena",
        "state",
        "stack",
        "code",
        "kernels",
        "weights",
    ];
    let header = header.into_iter();
    let mut table = table(
        header
            .chain(has_firmware.then_some("firmware"))
            .chain(["exact"]),
    );
    for one in measured {
        let Measured { record, .. } = one;
        let figures = [
            thousands(record.insns),
            thousands(record.cycles),
            thousands(record.loads),
            thousands(record.macs),
            per_mac(record.cycles_per_mac()),
            thousands(record.arena_bytes as u64),
            thousands(record.state_bytes as u64),
            thousands(record.stack_bytes as u64),
            thousands(record.flash_code_bytes as u64),
            thousands(one.kernel_bytes as u64),
            thousands(record.flash_weight_bytes as u64),
        ];
        let firmware = firmware(one).map(|bytes| thousands(bytes as u64));
        let exact = exact(one.compared.as_ref());
        let row = [record.model.clone()].into_iter().chain(figures);
        table.add_row(row.chain(firmware).chain([exact]));
    }
    align(table, 1)
}

fn steps(steps: &Operators) -> Table {
    let mut table = table([
        "#",
        "operator",
        "output",
        "MACs",
        "instructions",
        "cycles",
        "cycles/MAC",
        "share",
    ]);
    let total = steps.total();
    let share = |cycles: u64| {
        format!(
            "{:.1} %",
            100.0 * cycles as f64 / total.cycles.max(1) as f64
        )
    };
    for operator in &steps.operators {
        table.add_row([
            operator.index.to_string(),
            operator.operator.clone(),
            shape(&operator.output),
            thousands(operator.macs),
            thousands(operator.insns),
            thousands(operator.cycles),
            per_mac(operator.cycles_per_mac()),
            share(operator.cycles),
        ]);
    }
    let between = steps.between_operators;
    table.add_row([
        String::new(),
        "calls".to_owned(),
        String::new(),
        String::new(),
        thousands(between.insns),
        thousands(between.cycles),
        String::new(),
        share(between.cycles),
    ]);
    align(table, 3)
}

/// Describes the cost of keeping the operators separate.
fn difference(record: &BenchRecord, operators: &Operators) -> String {
    let total = operators.total().cycles;
    let (more, than) = match total.checked_sub(record.cycles) {
        Some(more) => (more, "more"),
        None => (record.cycles - total, "fewer"),
    };
    format!(
        "Sum {} cycles, {} {than} than with the operators' functions inlined",
        thousands(total),
        thousands(more)
    )
}

fn exact(compared: Option<&Compared>) -> String {
    match compared {
        None => NOTHING.to_owned(),
        Some(Compared { differing: 0, .. }) => "yes".to_owned(),
        Some(Compared { bytes, differing }) => format!("{differing} of {bytes} B differ"),
    }
}

fn per_mac(cycles: Option<f64>) -> String {
    cycles.map_or(NOTHING.to_owned(), |cycles| format!("{cycles:.2}"))
}

/// Creates a table with a rule under its header.
pub(crate) fn table<'a>(header: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(rule));
    table.set_header(Vec::from_iter(header));
    table
}

/// Aligns the columns from `numbers` on to the right.
pub(crate) fn align(mut table: Table, numbers: usize) -> Table {
    for column in table.column_iter_mut().skip(numbers) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
