//! `cargo tiny-model parity`: compares a folder of models with their expected outputs.

mod compare;
mod record;
mod report;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

pub use self::compare::{Comparison, Mismatch, compare};
pub use self::record::ParityRecord;
pub use self::report::{ParityReport, ParityRow, Verdict};
use crate::choices::Choices;
use crate::harness::{self, Built, Job};
use crate::manifest::{Entry, Manifest, Tensor};
use crate::model::{Model, Port, Refusal};
use crate::progress::Progress;
use crate::target::Target;

const AFTER_HELP: &str = "\
DIR/manifest.json lists models, inputs and expected outputs.

Examples:
  cargo tiny-model parity tests/models
  cargo tiny-model parity zoo --filter cnn --target cortex-m4 --json parity.json";

/// Compare a folder of models, byte for byte, with their expected outputs
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Folder with a manifest.json
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The target of the run
    #[arg(long, value_enum, default_value_t = Target::Host)]
    pub target: Target,
    /// The options of the programs.
    #[command(flatten)]
    pub choices: Choices,
    /// Only the entry of this name, or those with this tag or this part of a name
    #[arg(long, value_name = "NAME-OR-TAG")]
    pub filter: Option<String>,
    /// Also write the results to this file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Runs all selected entries.
///
/// # Errors
/// Returns an error if the manifest or its files are wrong, or this machine cannot build or run programs
/// for the target. Models that do not compile or that differ are part of the report.
pub fn run(args: &Args) -> Result<ParityReport> {
    let manifest = Manifest::read(&args.folder)?.select(args.filter.as_deref())?;
    manifest
        .check()
        .with_context(|| format!("{} does not match its manifest", args.folder.display()))?;
    let report = report(args, &manifest.entries)?;
    if let Some(path) = &args.json {
        let json = serde_json::to_string_pretty(&report.records())?;
        fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(report)
}

/// A model file: the compiler's answer, and the result of the build.
enum State {
    Refused(Refusal),
    Built(Box<Model>, Built),
}

fn report(args: &Args, entries: &[Entry]) -> Result<ParityReport> {
    let target = args.target;
    let states = states(args, entries)?;
    let progress = Progress::new(entries.len(), &format!("running on {target}"));
    let row = |entry: &Entry| {
        progress.set_message(entry.name.clone());
        let state = states
            .get(entry.model.as_path())
            .context("every model has a state")?;
        let row = row(entry, state)?;
        progress.step();
        Ok(row)
    };
    let rows = entries.par_iter().map(row).collect::<Result<_>>()?;
    progress.finish();
    Ok(ParityReport { target, rows })
}

/// Compiles and builds every model file once.
fn states<'e>(args: &Args, entries: &'e [Entry]) -> Result<BTreeMap<&'e Path, State>> {
    let mut models = BTreeMap::new();
    let mut states = BTreeMap::new();
    for path in entries.iter().map(|entry| entry.model.as_path()) {
        if models.contains_key(path) || states.contains_key(path) {
            continue;
        }
        match Model::read(path, args.target, args.choices)? {
            Ok(model) => _ = models.insert(path, model),
            Err(refusal) => _ = states.insert(path, State::Refused(refusal)),
        }
    }
    let built = harness::build(args.target, &models.values().collect::<Vec<_>>())?;
    let built = models
        .into_iter()
        .zip(built)
        .map(|((path, model), built)| (path, State::Built(Box::new(model), built)));
    states.extend(built);
    Ok(states)
}

fn row(entry: &Entry, state: &State) -> Result<ParityRow> {
    let (model, verdict) = match state {
        State::Refused(refusal) => (None, Verdict::Failed(refusal.headline().to_owned())),
        State::Built(model, built) => (Some(model.as_ref()), judge(entry, model, built)?),
    };
    Ok(ParityRow {
        entry: entry.clone(),
        model: model.cloned(),
        verdict,
    })
}

/// Runs an entry on its built model.
pub(crate) fn judge(entry: &Entry, model: &Model, built: &Built) -> Result<Verdict> {
    Ok(match built {
        Built::TooLarge(obstacle) => Verdict::TooLarge(obstacle.clone()),
        Built::Broken(errors) => Verdict::Failed(errors.clone()),
        Built::Ready(program) => match unlike(entry, model) {
            Some(difference) => Verdict::Failed(difference),
            None => verdict(entry, program)?,
        },
    })
}

/// Returns the difference between the manifest and the model.
fn unlike(entry: &Entry, model: &Model) -> Option<String> {
    let sizes = |tensors: &[Tensor]| {
        tensors
            .iter()
            .map(|tensor| tensor.nbytes)
            .collect::<Vec<_>>()
    };
    let ports = |ports: &[Port]| ports.iter().map(|port| port.bytes).collect::<Vec<_>>();
    let sides = [
        ("input", &entry.inputs, &model.inputs),
        ("output", &entry.outputs, &model.outputs),
    ];
    sides.into_iter().find_map(|(kind, tensors, model)| {
        let (says, has) = (sizes(tensors), ports(model));
        (says != has).then(|| {
            format!(
                "the manifest says that the {kind}s have {says:?} bytes; the model's have {has:?}"
            )
        })
    })
}

fn verdict(entry: &Entry, program: &harness::Program) -> Result<Verdict> {
    let read = |path: &Path| {
        fs::read(path).map_err(|error| anyhow!("cannot read {}: {error}", path.display()))
    };
    let (input, expected) = (read(&entry.input)?, read(&entry.output)?);
    let job = Job {
        input: &input,
        cases: entry.cases,
        sequence: entry.sequence,
    };
    Ok(match program.run(job) {
        Ok(got) => Verdict::Compared(compare(&entry.outputs, entry.tolerance, &expected, &got)),
        Err(error) => Verdict::Failed(format!("{error:#}")),
    })
}
