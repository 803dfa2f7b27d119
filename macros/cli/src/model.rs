//! A model file, compiled by the library before anything is built.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tiny_model_compiler::diagnostics::file::malformed;
use tiny_model_compiler::graph::Element;
use tiny_model_compiler::{Compiled, Failure, compile};

use crate::choices::Choices;
use crate::target::Target;

/// A model that compiles, with its properties on a target.
#[derive(Clone, Debug)]
pub struct Model {
    /// The absolute path of the file.
    pub path: PathBuf,
    /// The inputs in the model's order.
    pub inputs: Vec<Port>,
    /// The outputs in the model's order.
    pub outputs: Vec<Port>,
    /// Bytes of RAM.
    pub arena: usize,
    /// Bytes of constants.
    pub flash: usize,
    /// Multiply-accumulates of one run.
    pub macs: u64,
    /// Bytes of state besides the arena.
    pub state: usize,
    /// A row of the input, if that is fed row by row.
    pub row: Option<Row>,
    /// Whether some runs end without outputs.
    pub may_end_run: bool,
    /// The options of its program.
    pub choices: Choices,
}

/// A model input or output.
#[derive(Clone, Debug)]
pub struct Port {
    /// The name in the model file.
    pub name: String,
    /// The generated method that views it.
    pub accessor: String,
    /// Lengths of the dimensions.
    pub shape: Vec<usize>,
    /// The type of the values.
    pub element: Element,
    /// Bytes of all values.
    pub bytes: usize,
}

/// A row of an input.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its values.
    pub values: usize,
    /// The type of the values.
    pub element: Element,
}

/// The reason why a model file is not a [`Model`]: the compiler's text, headline first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Model {
    /// Reads a model file and compiles it for a target.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read; the inner error means that it cannot be
    /// compiled.
    pub fn read(path: &Path, target: Target, choices: Choices) -> Result<Result<Self, Refusal>> {
        let compiled = compiled(path, choices)?;
        Ok(compiled.map(|(path, compiled)| Self::new(path, &compiled, target, choices)))
    }

    fn new(path: PathBuf, compiled: &Compiled, target: Target, choices: Choices) -> Self {
        let graph = &compiled.graph;
        let program = compiled.program(target.backend());
        let accessors = tiny_model_compiler::Accessors::new(&compiled.graph);
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
            row: program.plan.fed_row().map(|bytes| {
                let element = graph.tensor(graph.inputs[0].tensor).element;
                Row {
                    values: bytes / element.size(),
                    element,
                }
            }),
            may_end_run: graph.may_end_run(),
            choices,
        }
    }

    /// Returns the file's name, for messages.
    #[must_use]
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// Returns the file's name without its extension.
    #[must_use]
    pub fn stem(&self) -> String {
        stem(&self.path)
    }

    /// Returns the bytes of all inputs of one case.
    #[must_use]
    pub fn input_bytes(&self) -> usize {
        self.inputs.iter().map(|port| port.bytes).sum()
    }

    /// Returns the bytes of all outputs of one case.
    #[must_use]
    pub fn output_bytes(&self) -> usize {
        self.outputs.iter().map(|port| port.bytes).sum()
    }
}

impl Row {
    /// Returns the type in a program: `[i8; 96]`.
    #[must_use]
    pub fn ty(self) -> String {
        let element = match self.element {
            Element::I8 => "i8",
            Element::U8 => "u8",
            Element::Bool => "tiny_model::Bool",
            Element::I16 => "i16",
            Element::I32 => "i32",
            Element::U32 => "u32",
            Element::I64 => "tiny_model::I64",
            Element::F32 => "f32",
        };
        format!("[{element}; {}]", self.values)
    }

    /// Returns zeros in a program: `[0; 96]`.
    #[must_use]
    pub fn zeros(self) -> String {
        let zero = match self.element {
            Element::F32 => "0.0",
            _ => "0",
        };
        format!("[{zero}; {}]", self.values)
    }
}

impl Refusal {
    /// Creates the refusal of a file with these bytes.
    pub(crate) fn new(path: &Path, bytes: &[u8], failure: &Failure) -> Self {
        Self(match failure {
            Failure::Unreadable(error) => malformed(&file_name(path), bytes, error).to_string(),
            problems => problems.to_string(),
        })
    }

    /// Returns the first line.
    #[must_use]
    pub fn headline(&self) -> &str {
        self.0.lines().next().unwrap_or_default()
    }
}

/// Reads and compiles a model file; also returns its absolute path.
///
/// # Errors
/// Returns an error if the file cannot be read; the inner error means that it cannot be compiled.
pub fn compiled(path: &Path, choices: Choices) -> Result<Result<(PathBuf, Compiled), Refusal>> {
    let bytes =
        fs::read(path).with_context(|| format!("cannot read the model {}", path.display()))?;
    // One file gets one name, so that its program is built once.
    let path = path.canonicalize()?;
    Ok(match compile(&bytes, choices) {
        Ok(compiled) => Ok((path, compiled)),
        Err(failure) => Err(Refusal::new(&path, &bytes, &failure)),
    })
}

/// Returns the file's name without its extension.
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
