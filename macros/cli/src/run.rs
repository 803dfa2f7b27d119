//! `cargo tiny-model run`: runs one model on tensors from a file.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use tiny_model_compiler::diagnostics::thousands;

use crate::choices::Choices;
use crate::harness::{self, Built, Job};
use crate::model::Model;
use crate::target::Target;

const AFTER_HELP: &str = "\
The files hold raw little-endian values and nothing else: for each case in order, for each model input (output)
in the model's order. The size of the input file determines the number of cases.

Example:
  cargo tiny-model run keyword.tflite --in features.bin --out scores.bin --target cortex-m4";

/// Run a model on raw tensors from a file
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The .tflite file
    pub model: PathBuf,
    /// File with the inputs of one or more cases
    #[arg(long = "in", value_name = "RAW")]
    pub inputs: PathBuf,
    /// File for the outputs; it is overwritten
    #[arg(long = "out", value_name = "RAW")]
    pub outputs: PathBuf,
    /// The target of the run
    #[arg(long, value_enum, default_value_t = Target::Host)]
    pub target: Target,
    /// The options of the program.
    #[command(flatten)]
    pub choices: Choices,
    /// Run all cases on one instance of the model, which keeps its state between them
    #[arg(long)]
    pub sequence: bool,
}

/// The summary of a run.
#[derive(Clone, Debug)]
pub struct Summary {
    model: Model,
    cases: usize,
    target: Target,
    output: PathBuf,
}

/// Runs the model, and writes its outputs.
///
/// # Errors
/// Returns an error if a file cannot be read or written, the input is not a whole number of cases, the model
/// does not compile, or it does not fit the target.
pub fn run(args: &Args) -> Result<Summary> {
    let model = match Model::read(&args.model, args.target, args.choices)? {
        Ok(model) => model,
        Err(refusal) => bail!("{} does not compile\n{}", args.model.display(), refusal.0),
    };
    let input = fs::read(&args.inputs)
        .with_context(|| format!("cannot read the input {}", args.inputs.display()))?;
    let cases = cases(&model, input.len()).with_context(|| {
        format!(
            "{} is not an input of {}",
            args.inputs.display(),
            model.name()
        )
    })?;
    let program = match harness::build(args.target, &[&model])?
        .pop()
        .context("nothing was built")?
    {
        Built::Ready(program) => program,
        Built::TooLarge(obstacle) => bail!("{} {obstacle}", model.name()),
        Built::Broken(errors) => bail!("{} does not build\n{errors}", model.name()),
    };
    let output = program.run(Job {
        input: &input,
        cases,
        sequence: args.sequence,
    })?;
    fs::write(&args.outputs, output)
        .with_context(|| format!("cannot write the output {}", args.outputs.display()))?;
    Ok(Summary {
        model,
        cases,
        target: args.target,
        output: args.outputs.clone(),
    })
}

/// Returns the number of cases in an input file of a size.
fn cases(model: &Model, size: usize) -> Result<usize> {
    let each = model.input_bytes();
    if each == 0 {
        bail!("the model has no inputs, so the file does not determine the number of cases");
    }
    if size == 0 {
        bail!("it is empty; a case has {}", sizes(model));
    }
    if !size.is_multiple_of(each) {
        bail!("its {size} bytes are not a multiple of {}", sizes(model));
    }
    Ok(size / each)
}

/// Returns `490 bytes: `input_1` [1, 49, 10, 1] 490`.
fn sizes(model: &Model) -> String {
    let ports = model
        .inputs
        .iter()
        .map(|port| format!("`{}` {:?} {}", port.name, port.shape, port.bytes));
    format!(
        "{} bytes: {}",
        model.input_bytes(),
        ports.collect::<Vec<_>>().join(" + ")
    )
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            model,
            cases,
            target,
            output,
        } = self;
        let number = |value: usize| thousands(value as u64);
        write!(
            f,
            "{}: {cases} case{} on {target}, arena {} B, flash {} B, {} MACs each, outputs in {}",
            model.name(),
            if *cases == 1 { "" } else { "s" },
            number(model.arena),
            number(model.flash),
            thousands(model.macs),
            output.display()
        )
    }
}

#[cfg(test)]
mod tests {
    use tiny_model_compiler::graph::Element;

    use super::*;
    use crate::model::Port;

    fn model() -> Model {
        let port = |name: &str, shape: &[usize]| Port {
            name: name.to_owned(),
            accessor: name.to_owned(),
            shape: shape.to_vec(),
            element: Element::I8,
            bytes: shape.iter().product(),
        };
        Model {
            path: "models/sum.tflite".into(),
            inputs: vec![port("a", &[1, 4]), port("b", &[2, 3])],
            outputs: vec![port("sum", &[1, 4])],
            arena: 1024,
            flash: 16,
            macs: 0,
            state: 0,
            row: None,
            may_end_run: false,
            choices: Choices::default(),
        }
    }

    #[test]
    fn a_file_holds_whole_cases() {
        assert_eq!(cases(&model(), 30).ok(), Some(3));
        let error = |size| cases(&model(), size).err().map(|error| error.to_string());
        assert_eq!(
            error(31).as_deref(),
            Some("its 31 bytes are not a multiple of 10 bytes: `a` [1, 4] 4 + `b` [2, 3] 6")
        );
        assert_eq!(
            error(0).as_deref(),
            Some("it is empty; a case has 10 bytes: `a` [1, 4] 4 + `b` [2, 3] 6")
        );
    }

    #[test]
    fn the_summary_is_a_line() {
        let summary = Summary {
            model: model(),
            cases: 3,
            target: Target::CortexM4,
            output: "out.bin".into(),
        };
        assert_eq!(
            summary.to_string(),
            "sum.tflite: 3 cases on cortex-m4, arena 1,024 B, flash 16 B, 0 MACs each, outputs in out.bin"
        );
    }
}
