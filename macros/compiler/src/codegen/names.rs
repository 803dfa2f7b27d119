//! The names of inputs and outputs: those of the model's signature, or else of their tensors.

use std::collections::{HashMap, HashSet};

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span};

use crate::graph::{Graph, Port};

/// One input or output with the names of what is generated for it.
///
/// Names of inputs begin with `input`, names of outputs with `output`. No other item of the generated
/// type does, so these names need only be unique among each other.
pub(super) struct Names<'a> {
    pub(super) port: &'a Port,
    /// The method that views it: `input`, or `input_image` where there are several.
    pub(super) accessor: Ident,
    /// The method that views it as nested arrays: `input_image_nested`.
    pub(super) nested: Ident,
    /// The constant of its shape and quantization: `INPUT_IMAGE`.
    pub(super) info: Ident,
    /// The constant of its labels: `LABELS`, of one among several outputs `OUTPUT_SCORES_LABELS`.
    pub(super) labels: Ident,
    /// `image`: a field among several outputs.
    pub(super) field: Ident,
}

/// The methods of the generated type that view its inputs and outputs, in the model's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessors {
    /// `input`, or `input_image` where there are several.
    pub inputs: Vec<String>,
    /// `output`, or `output_scores` where there are several.
    pub outputs: Vec<String>,
}

impl Accessors {
    /// The methods of the type that a graph becomes.
    pub fn new(graph: &Graph) -> Self {
        let accessors = |kind, ports| {
            names(kind, ports)
                .iter()
                .map(|names| names.accessor.to_string())
                .collect()
        };
        Self {
            inputs: accessors("input", &graph.inputs),
            outputs: accessors("output", &graph.outputs),
        }
    }
}

/// Names for all ports of one kind, `input` or `output`.
pub(super) fn names<'a>(kind: &str, ports: &'a [Port]) -> Vec<Names<'a>> {
    if let [port] = ports {
        return vec![Names {
            field: ident(kind),
            labels: ident("LABELS"),
            ..Names::new(port, kind, kind)
        }];
    }
    let mut unique = Unique::default();
    let ports = ports.iter().enumerate();
    let named = ports.map(|(index, port)| {
        let name = plain_name(port.signature.as_ref().unwrap_or(&port.name));
        Names::new(port, kind, &unique.name(kind, &name, index))
    });
    named.collect()
}

impl<'a> Names<'a> {
    fn new(port: &'a Port, kind: &str, name: &str) -> Self {
        let accessor = accessor(kind, name);
        let field = match name {
            name if !name.starts_with(|c: char| c.is_ascii_lowercase()) => ident(&accessor),
            name if KEYWORDS.contains(&name) => ident(&format!("{name}_")),
            name => ident(name),
        };
        Self {
            port,
            nested: ident(&nested(&accessor)),
            info: ident(&accessor.to_ascii_uppercase()),
            labels: ident(&labels(&accessor).to_ascii_uppercase()),
            accessor: ident(&accessor),
            field,
        }
    }
}

/// The names that are given.
#[derive(Default)]
struct Unique {
    /// All accessors, and what is derived from them.
    taken: HashSet<String>,
    /// The number after each name that was given before, or has another meaning.
    numbers: HashMap<String, usize>,
}

impl Unique {
    /// A name for the port at an index: its own, or with a number where that is given or none.
    fn name(&mut self, kind: &str, own: &str, index: usize) -> String {
        let has_own = !own.is_empty() && own != kind;
        if has_own && self.take(kind, own) {
            return own.to_owned();
        }
        loop {
            let number = self.numbers.entry(own.to_owned()).or_insert(index);
            let name = format!("{own}_{number}").trim_matches('_').to_owned();
            *number += 1;
            if self.take(kind, &name) {
                return name;
            }
        }
    }

    /// Takes a name with all that is derived from it, if nothing of it is taken.
    fn take(&mut self, kind: &str, name: &str) -> bool {
        let accessor = accessor(kind, name);
        let all = [nested(&accessor), labels(&accessor), accessor];
        let is_free = all.iter().all(|name| !self.taken.contains(name));
        if is_free {
            self.taken.extend(all);
        }
        is_free
    }
}

/// `input_image`. Fields are unique where accessors are: a name without the prefix has no field that is
/// another's accessor.
fn accessor(kind: &str, name: &str) -> String {
    match name.starts_with(kind) {
        true => name.to_owned(),
        false => format!("{kind}_{name}"),
    }
}

fn nested(accessor: &str) -> String {
    format!("{accessor}_nested")
}

fn labels(accessor: &str) -> String {
    format!("{accessor}_labels")
}

/// `serving_default_image:0` → `image`.
fn plain_name(name: &str) -> String {
    let name = name.strip_prefix("serving_default_").unwrap_or(name);
    let name = name.split(':').next().unwrap_or(name);
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    ascii.to_snake_case()
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The words that are no identifiers in some edition: the Rust Reference's strict and reserved keywords.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests;
