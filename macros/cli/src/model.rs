//! A model file, judged by the compiler as a library before anything is built.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tiny_model_compiler::diagnostics::file::malformed;
use tiny_model_compiler::graph::Element;
use tiny_model_compiler::{Compiled, Failure, compile};

use crate::choices::Choices;
use crate::target::Target;

/// A model that compiles, as it is for a target.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file, absolute.
    pub path: PathBuf,
    /// In the model's order.
    pub inputs: Vec<Port>,
    /// In the model's order.
    pub outputs: Vec<Port>,
    /// Bytes of RAM.
    pub arena: usize,
    /// Bytes of constants.
    pub flash: usize,
    /// Multiply-accumulates of one run.
    pub macs: u64,
    /// Bytes of state beside the arena.
    pub state: usize,
    /// Values of a row, if its input is fed row by row.
    pub row: Option<usize>,
    /// Whether some runs end before there are outputs.
    pub may_end_run: bool,
    /// What is chosen about its program.
    pub choices: Choices,
}

/// A model input or output.
#[derive(Clone, Debug)]
pub struct Port {
    /// Its name in the model file.
    pub name: String,
    /// The generated method that views it.
    pub accessor: String,
    /// Lengths of its dimensions.
    pub shape: Vec<usize>,
    /// The type of its values.
    pub element: Element,
    /// Bytes of all its values.
    pub bytes: usize,
}

/// Why a model file is not a [`Model`]: the compiler's text, headline first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Model {
    /// Reads a model file and compiles it for a target.
    ///
    /// # Errors
    /// When the file cannot be read; inside, when it cannot be compiled.
    pub fn read(path: &Path, target: Target, choices: Choices) -> Result<Result<Self, Refusal>> {
        let compiled = compiled(path, choices)?;
        Ok(compiled.map(|(path, compiled)| Self::new(path, &compiled, target, choices)))
    }

    fn new(path: PathBuf, compiled: &Compiled, target: Target, choices: Choices) -> Self {
        let graph = &compiled.graph;
        let program = compiled.program(target.backend());
        let accessors = compiled.accessors();
        let ports = |ports: &[tiny_model_compiler::graph::Port], accessors: Vec<String>| {
            let port = |(port, accessor): (&tiny_model_compiler::graph::Port, String)| {
                let values: usize = port.shape.iter().product();
                let element = graph.tensor(port.tensor).element;
                Port {
                    name: port.name.clone(),
                    accessor,
                    shape: port.shape.clone(),
                    element,
                    bytes: values * element.size(),
                }
            };
            ports.iter().zip(accessors).map(port).collect()
        };
        Self {
            path,
            inputs: ports(&graph.inputs, accessors.inputs),
            outputs: ports(&graph.outputs, accessors.outputs),
            arena: program.plan.arena,
            flash: program.flash(),
            macs: graph.macs(),
            state: program.plan.state(),
            row: program.plan.fed_row(),
            may_end_run: graph.may_end_run(),
            choices,
        }
    }

    /// The file's name, for messages.
    #[must_use]
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn stem(&self) -> String {
        stem(&self.path)
    }

    /// Bytes of all inputs of one case.
    #[must_use]
    pub fn input_bytes(&self) -> usize {
        self.inputs.iter().map(|port| port.bytes).sum()
    }

    /// Bytes of all outputs of one case.
    #[must_use]
    pub fn output_bytes(&self) -> usize {
        self.outputs.iter().map(|port| port.bytes).sum()
    }
}

impl Refusal {
    /// The first line.
    #[must_use]
    pub fn headline(&self) -> &str {
        self.0.lines().next().unwrap_or_default()
    }
}

/// Reads and compiles a model file; also its absolute path.
///
/// # Errors
/// When the file cannot be read; inside, when it cannot be compiled.
pub fn compiled(path: &Path, choices: Choices) -> Result<Result<(PathBuf, Compiled), Refusal>> {
    let bytes =
        fs::read(path).with_context(|| format!("cannot read the model {}", path.display()))?;
    // One file has one name, so that its program is built once.
    let path = path.canonicalize()?;
    Ok(match compile(&bytes, choices) {
        Ok(compiled) => Ok((path, compiled)),
        Err(Failure::Unreadable(error)) => {
            let text = malformed(&file_name(&path), &bytes, &error);
            Err(Refusal(text.to_string()))
        }
        Err(problems) => Err(Refusal(problems.to_string())),
    })
}

/// The file's name without its ending.
pub(crate) fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
