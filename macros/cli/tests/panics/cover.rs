//! The models that are linked: a few of the conformance models, which together call every kernel that any of
//! them calls.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::model::compiled;
use proc_macro2::{TokenStream, TokenTree};
use rayon::prelude::*;
use tiny_model_compiler::backend::Backend;
use tiny_model_compiler::program::Step;
use tiny_model_compiler::{Input, Optimize, Schedule, codegen};

/// The elements that a kernel's code may be instantiated for.
const ELEMENTS: [&str; 9] = ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "I64", "Bool"];

/// A model to link.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) path: PathBuf,
    pub(crate) choices: Choices,
    /// Values of a row, if the input is fed by rows.
    pub(crate) row: Option<usize>,
    /// The kernels that its steps call, with their elements, and the types of their parameters.
    parts: BTreeSet<String>,
}

/// Returns the models of a cover, and its number of parts. Models with floats are excluded.
pub(crate) fn of(backend: &'static dyn Backend) -> (Vec<Subject>, usize) {
    let mut subjects = candidates(backend);
    let mut missing: BTreeSet<String> = subjects
        .iter()
        .flat_map(|subject| subject.parts.iter().cloned())
        .collect();
    let count = missing.len();
    let mut cover = Vec::new();
    while !missing.is_empty() {
        let new = |subject: &Subject| subject.parts.intersection(&missing).count();
        let most = (0..subjects.len()).max_by_key(|&at| new(&subjects[at]));
        let subject = subjects.swap_remove(most.expect("a subject has what is missing"));
        missing.retain(|part| !subject.parts.contains(part));
        cover.push(subject);
    }
    (cover, count)
}

/// Returns every integer model with every schedule that it supports.
fn candidates(backend: &'static dyn Backend) -> Vec<Subject> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/models/data"
    ));
    let entries = fs::read_dir(folder).expect("the conformance models");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "tflite"));
    paths.sort();
    let smallest = Choices {
        schedule: Schedule::Smallest,
        ..Choices::default()
    };
    let rows = Choices {
        input: Input::Rows,
        ..smallest
    };
    let choices = [Choices::default(), Optimize::Size.into(), smallest, rows];
    paths
        .into_par_iter()
        .flat_map_iter(|path| choices.map(|choices| subject(&path, choices, backend)))
        .flatten()
        .collect()
}

/// Returns the model, if it has no floats and supports the choices.
fn subject(path: &Path, choices: Choices, backend: &'static dyn Backend) -> Option<Subject> {
    let (path, compiled) = compiled(path, choices).expect("a file").ok()?;
    let program = compiled.program(backend);
    let mut parts = BTreeSet::new();
    let integer = parts_of(&program.steps, &mut parts);
    let graph = &compiled.graph;
    // A model that is fed by rows has one input.
    let values = |bytes| bytes / graph.tensor(graph.inputs[0].tensor).element.size();
    integer.then(|| Subject {
        path,
        choices,
        row: program.plan.fed_row().map(values),
        parts,
    })
}

/// Adds the parts of steps, and of the steps of their subgraphs; returns whether all are of
/// integers.
fn parts_of(steps: &[Step], parts: &mut BTreeSet<String>) -> bool {
    steps.iter().all(|step| {
        let mut words = Vec::new();
        flatten(codegen::function(step, None), &mut words);
        let elements = ELEMENTS
            .iter()
            .filter(|element| words.iter().any(|word| word == *element));
        let elements = elements.copied().collect::<Vec<_>>().join(" ");
        parts.extend(paths(&words).map(|path| match is_kernel(&path) {
            true => format!("{path} of {elements}"),
            false => path,
        }));
        !words.iter().any(|word| word == "f32")
            && step.subgraphs().all(|steps| parts_of(steps, parts))
    })
}

/// Returns whether the path names a kernel, whose code is instantiated for each type of elements.
fn is_kernel(path: &str) -> bool {
    let (module, name) = path.rsplit_once("::").unwrap_or_default();
    let is_function = name.starts_with(|first: char| first.is_ascii_lowercase());
    is_function && (module.starts_with("op") || module.starts_with("arch"))
}

/// Collects the tokens, without the groups that they are in.
fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => flatten(group.stream(), words),
            token => words.push(token.to_string()),
        }
    }
}

/// Returns the paths that begin with `tm::`.
fn paths(words: &[String]) -> impl Iterator<Item = String> {
    let starts = (0..words.len()).filter(|&at| words[at] == "tm");
    starts.map(|at| {
        let segments = words[at + 1..].chunks(3).map_while(|step| match step {
            [a, b, segment] if a == ":" && b == ":" && segment != "<" => Some(segment.as_str()),
            _ => None,
        });
        segments.collect::<Vec<_>>().join("::")
    })
}
