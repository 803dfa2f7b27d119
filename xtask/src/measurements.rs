//! What models cost on the Cortex-M4, as it was measured: `tests/measured.json`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::bench::{self, Record};
use cargo_tiny_model::parity;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, workspace_dir};
use serde::{Deserialize, Serialize};

use crate::answers;

const TARGET: Target = Target::CortexM4;

/// A model that is measured.
pub(crate) struct Model {
    /// What people call it.
    pub(crate) title: &'static str,
    /// The file's name without its ending.
    pub(crate) stem: &'static str,
    home: Home,
}

/// Where a model's file is.
enum Home {
    /// In the folder of real models.
    Zoo,
    /// In `examples/models`.
    Examples,
}

pub(crate) const MODELS: [Model; 10] = [
    zoo("MLPerf Tiny image classification", "resnet8_int8"),
    zoo("MLPerf Tiny keyword spotting", "kws_int8"),
    zoo("MLPerf Tiny visual wake words", "vww_int8"),
    zoo("MLPerf Tiny anomaly detection", "ad_int8"),
    zoo("MLPerf Tiny streaming wake word", "sww_int8"),
    zoo("TFLM person_detect", "person_detect_int8"),
    zoo("TFLM micro_speech", "micro_speech_int8"),
    zoo("TFLM hello_world", "hello_world_int8"),
    example("example fashion", "fashion_mnist"),
    example("example hello-world", "hello_world"),
];

const fn zoo(title: &'static str, stem: &'static str) -> Model {
    let home = Home::Zoo;
    Model { title, stem, home }
}

const fn example(title: &'static str, stem: &'static str) -> Model {
    let home = Home::Examples;
    Model { title, stem, home }
}

/// All models, measured with one compiler.
#[derive(Deserialize, Serialize)]
pub(crate) struct Measurements {
    /// The compiler's line about its version.
    pub(crate) toolchain: String,
    models: Vec<Measured>,
}

/// What was measured of a model.
#[derive(Deserialize, Serialize)]
pub(crate) struct Measured {
    #[serde(flatten)]
    pub(crate) cost: Record,
    /// Bytes of all golden outputs.
    pub(crate) compared_bytes: usize,
    /// Those that differ.
    pub(crate) differing_bytes: usize,
}

impl Measurements {
    /// Those that are committed.
    ///
    /// # Errors
    /// When the file cannot be read, or is not of this format.
    pub(crate) fn read() -> Result<Self> {
        let path = file();
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is not of the expected format", path.display()))
    }

    /// Measures all models.
    ///
    /// # Errors
    /// When a model is missing, does not compile, or gives outputs that differ: figures of a wrong answer
    /// are worth nothing.
    pub(crate) fn take(zoo: &Path) -> Result<Self> {
        let paths: Vec<PathBuf> = MODELS.iter().map(|model| model.path(zoo)).collect();
        eprintln!("measuring {} models on {TARGET}", paths.len());
        let costs = bench::measure(&bench::Args::new(TARGET, paths.clone()))?;
        let mut rows = compare(zoo, Some("cnn"))?;
        rows.extend(compare(&answers::folder()?, None)?);
        let model = |(path, cost): (&PathBuf, bench::Measured)| {
            let stem = cost.record.model.clone();
            let of_model: Vec<&Comparison> = rows.iter().filter(|row| row.stem == stem).collect();
            if of_model.is_empty() {
                bail!("there are no golden outputs of {}", path.display());
            }
            Ok(Measured {
                cost: cost.record,
                compared_bytes: of_model.iter().map(|row| row.bytes).sum(),
                differing_bytes: of_model.iter().map(|row| row.differing).sum(),
            })
        };
        Ok(Self {
            toolchain: Toolchain::ensure(TARGET)?.version()?,
            models: paths.iter().zip(costs).map(model).collect::<Result<_>>()?,
        })
    }

    /// Keeps them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file(), text).with_context(|| format!("cannot write {}", file().display()))
    }

    /// Those of one model.
    ///
    /// # Errors
    /// When it was not measured.
    pub(crate) fn of(&self, stem: &str) -> Result<&Measured> {
        let of_model = |measured: &&Measured| measured.cost.model == stem;
        self.models.iter().find(of_model).with_context(|| {
            format!("tests/measured.json does not have {stem}; `cargo xtask readme` measures it")
        })
    }
}

impl Model {
    fn path(&self, zoo: &Path) -> PathBuf {
        let folder = match self.home {
            Home::Zoo => zoo.to_owned(),
            Home::Examples => workspace_dir().join("examples/models"),
        };
        folder.join(self.stem).with_extension("tflite")
    }
}

fn file() -> PathBuf {
    workspace_dir().join("tests/measured.json")
}

/// How a model's outputs compare with golden ones.
struct Comparison {
    stem: String,
    bytes: usize,
    differing: usize,
}

fn compare(folder: &Path, filter: Option<&str>) -> Result<Vec<Comparison>> {
    let report = parity::run(&parity::Args {
        optimize: tiny_model_compiler::Optimize::default(),
        folder: folder.to_owned(),
        target: TARGET,
        filter: filter.map(ToOwned::to_owned),
        json: None,
    })?;
    if !report.passed() {
        bail!("outputs differ, so there is nothing to measure:\n{report}");
    }
    let compared = report.rows.iter().filter_map(|row| match &row.verdict {
        parity::Verdict::Compared(comparison) => Some(Comparison {
            stem: row.model.as_ref()?.stem(),
            bytes: comparison.bytes,
            differing: comparison.differing,
        }),
        _ => None,
    });
    Ok(compared.collect())
}
