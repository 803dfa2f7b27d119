//! The report as text.

use std::fmt;

use tiny_model_compiler::diagnostics::{shape, thousands};

use super::{Kind, ModelRecord, ReportedOperator, TensorMemory};
use crate::bench::{align, table};

const NOTHING: &str = "–";

/// Writes a summary, the place of each item, and the needs of each step.
pub(super) fn write(f: &mut fmt::Formatter<'_>, record: &ModelRecord) -> fmt::Result {
    writeln!(
        f,
        "{} on {}, {} backend, optimize = {}, schedule = {}, input = {}\n",
        record.model, record.target, record.backend, record.optimize, record.schedule, record.input
    )?;
    writeln!(f, "{}\n", summary(record))?;
    if let Some(quantized) = &record.quantized {
        writeln!(
            f,
            "full-integer quantization (int8) would make it {quantized}\n"
        )?;
    }
    writeln!(f, "{}\n", memory(record))?;
    write!(f, "{}", operators(record))
}

fn summary(record: &ModelRecord) -> String {
    let bytes = |bytes: usize| thousands(bytes as u64);
    let proof = if record.proven {
        "the smallest for these steps".to_owned()
    } else {
        format!("lower bound {}", bytes(record.bound_bytes))
    };
    format!(
        "arena {} B ({proof}), state {} B, flash {} B, {} MACs; {}",
        bytes(record.arena_bytes),
        bytes(record.state_bytes),
        bytes(record.flash_bytes),
        thousands(record.macs),
        record.summary
    )
}

fn memory(record: &ModelRecord) -> comfy_table::Table {
    let mut table = table([
        "memory",
        "shape",
        "written by",
        "steps",
        "over",
        "rows",
        "bytes",
        "offset",
    ]);
    let mut memory = Vec::from_iter(&record.memory);
    memory.sort_by_key(|memory| (memory.lifetime(), memory.offset));
    for memory in memory {
        let (first, last) = memory.lifetime();
        let last = match last {
            last if last >= record.operators.len() => "end".to_owned(),
            last => last.to_string(),
        };
        table.add_row([
            label(&memory.name),
            match memory.kind {
                Kind::Tensor | Kind::Rows => shape(&memory.shape),
                Kind::Scratch | Kind::Sums => String::new(),
            },
            writer(record, memory),
            format!("{first} to {last}"),
            Vec::from_iter(memory.over.iter().map(|name| label(name))).join(", "),
            rows(memory),
            thousands(memory.bytes as u64),
            thousands(memory.offset as u64),
        ]);
    }
    align(table, 6)
}

/// Returns a name without line breaks and other control characters.
fn label(name: &str) -> String {
    name.escape_debug().to_string()
}

fn writer(record: &ModelRecord, memory: &TensorMemory) -> String {
    let step = memory
        .written_by
        .and_then(|step| record.operators.get(step));
    match step {
        None => "the caller".to_owned(),
        Some(operator) => operator.label(),
    }
}

/// Returns `4 of 96, 2 kept, 384 B each`.
fn rows(memory: &TensorMemory) -> String {
    let Some(rows) = memory.rows else {
        return String::new();
    };
    format!(
        "{} of {}, {} kept, {} B each",
        rows.most,
        rows.height,
        rows.kept,
        thousands(rows.row_bytes as u64)
    )
}

fn operators(record: &ModelRecord) -> comfy_table::Table {
    let mut table = table([
        "step", "op", "operator", "output", "", "MACs", "flash", "scratch", "live",
    ]);
    for operator in &record.operators {
        let is_peak = record.peak_step == Some(operator.step);
        add(&mut table, operator, if is_peak { "peak" } else { "" });
    }
    for operator in &record.inner_operators {
        add(&mut table, operator, "");
    }
    align(table, 5)
}

fn add(table: &mut comfy_table::Table, operator: &ReportedOperator, mark: &str) {
    let place = format!(
        "{} {}",
        operator.within.as_deref().unwrap_or_default(),
        operator.index
    );
    table.add_row([
        operator.step.to_string(),
        place.trim().to_owned(),
        operator.operator.clone(),
        shape(&operator.output),
        mark.to_owned(),
        thousands(operator.macs),
        thousands(operator.flash_bytes as u64),
        match operator.scratch_bytes {
            0 => NOTHING.to_owned(),
            bytes => thousands(bytes as u64),
        },
        thousands(operator.live_bytes as u64),
    ]);
}
