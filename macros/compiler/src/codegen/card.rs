//! The model card: what a model needs and does, as the documentation of its type.

use std::fmt::Write as _;

use crate::diagnostics::floats::quantized;
use crate::diagnostics::schedule::{proof, schedule};
use crate::diagnostics::{dimensions, tensor_name, thousands};
use crate::graph::{Graph, Port};
use crate::program::Program;
use crate::schedule::Stream;

/// The documentation, in Markdown.
pub(super) fn card(file: &str, graph: &Graph, program: &Program) -> String {
    let Program { plan, steps, .. } = program;
    let flash = program.flash();
    let mut card = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        card,
        "\n# Model card\n\n\
         | | |\n|---|---|\n\
         | file | `{file}` |\n\
         | arena | {} bytes, {}; at most {} are scratch |\n\
         | state | {} bytes |\n\
         | schedule | {} |\n\
         | flash | {} bytes of weights and tables |\n\
         | multiply-accumulates | {} |\n\
         | operators | {} |\n\
         | kernels | {} |\n",
        thousands(plan.arena as u64),
        proof(plan),
        thousands(plan.largest_scratch() as u64),
        thousands(plan.state() as u64),
        schedule(plan),
        thousands(flash as u64),
        macs(graph),
        thousands(steps.len() as u64),
        program.backend.name(),
    );
    if let Some(quantized) = quantized(graph.float_weights(), program.floats_at_peak(graph)) {
        let _ = writeln!(
            card,
            "Full-integer quantization (int8) would make it {quantized}.\n"
        );
    }
    ports(&mut card, "Inputs", graph, &graph.inputs);
    ports(&mut card, "Outputs", graph, &graph.outputs);
    operators(&mut card, graph, program);
    if let Some(stream) = &plan.stream {
        rows(&mut card, graph, stream);
    }
    card
}

/// Those of one run, where that is known.
fn macs(graph: &Graph) -> String {
    let macs = thousands(graph.macs());
    match graph.has_loops() {
        true => format!("{macs}, of a loop those of one turn"),
        false => macs,
    }
}

fn ports(card: &mut String, title: &str, graph: &Graph, ports: &[Port]) {
    let _ = writeln!(
        card,
        "## {title}\n\n| name | type | shape | scale | zero point |\n|---|---|---|--:|--:|"
    );
    for port in ports {
        let element = graph.tensor(port.tensor).element;
        let (scale, zero_point) = match port.quantization {
            Some(q) => (q.scale.to_string(), q.zero_point.to_string()),
            None => ("–".to_string(), "–".to_string()),
        };
        let name = match &port.signature {
            Some(signature) if *signature != port.name => {
                format!("{}, the tensor {}", cell(signature), cell(&port.name))
            }
            _ => cell(&port.name),
        };
        let shape = dimensions(&port.shape);
        let _ = writeln!(
            card,
            "| {name} | {element} | {shape} | {scale} | {zero_point} |"
        );
    }
    card.push('\n');
}

/// Operators; those of subgraphs are after the one that runs them, `3 then 0`, and have a memory of their own
/// in its scratch.
fn operators(card: &mut String, graph: &Graph, program: &Program) {
    let _ = writeln!(
        card,
        "## Operators\n\n| # | operator | output | shape | MACs | flash | arena in use |\n\
         |--:|---|---|---|--:|--:|--:|"
    );
    for listed in program.listing(graph) {
        let (operator, output) = (listed.operator, listed.graph.tensor(listed.operator.output));
        let place = format!("{} {}", listed.within, operator.index);
        let _ = writeln!(
            card,
            "| {} | {} | {} | {} | {} | {} | {} |",
            place.trim(),
            operator.name,
            cell(&output.name),
            dimensions(&output.shape),
            listed.macs(),
            thousands(listed.flash as u64),
            thousands(listed.live as u64),
        );
    }
}

/// Which rows are in memory.
fn rows(card: &mut String, graph: &Graph, stream: &Stream) {
    let _ = writeln!(
        card,
        "\n## Rows\n\n| tensor | rows | bytes of a row | most in memory | kept between sweeps |\n\
         |---|--:|--:|--:|--:|"
    );
    for flow in stream.flows.iter().filter(|flow| flow.row > 0) {
        let _ = writeln!(
            card,
            "| {} | {} | {} | {} | {} |",
            cell(&graph.tensor(flow.tensor).name),
            flow.height,
            thousands(flow.row as u64),
            flow.rows,
            flow.kept,
        );
    }
}

/// A name as code in a table.
fn cell(name: &str) -> String {
    format!(
        "`{}`",
        tensor_name(name).replace('`', "'").replace('|', "\\|")
    )
}
