//! `manifest.json`: a folder of models with golden vectors.
//!
//! `{"models": [entry, …]}`; fields that are not named here (sources, licences, notes) are ignored.

mod dtype;
mod problems;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

pub use self::dtype::Dtype;

/// The file in a folder that describes it.
pub const FILE: &str = "manifest.json";

/// All vectors of a folder.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// In the file's order.
    #[serde(rename = "models")]
    pub entries: Vec<Entry>,
}

/// A model with inputs and the outputs that it should give.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Unique name of this set of vectors.
    pub name: String,
    /// The `.tflite` file; several entries may share one.
    pub model: PathBuf,
    /// What kind of model and vectors it is.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Number of inputs.
    pub cases: usize,
    /// Whether the cases are successive invocations of one model instance; otherwise each starts fresh.
    #[serde(default)]
    pub sequence: bool,
    /// For each case in order, for each model input in order, the raw little-endian values.
    #[serde(rename = "in")]
    pub input: PathBuf,
    /// The same of the expected outputs.
    #[serde(rename = "out")]
    pub output: PathBuf,
    /// The model's inputs.
    pub inputs: Vec<Tensor>,
    /// The model's outputs.
    pub outputs: Vec<Tensor>,
    /// 0: every byte is equal. Otherwise the largest absolute difference of float outputs.
    #[serde(default)]
    pub tolerance: f64,
}

/// A model input or output.
#[derive(Clone, Debug, Deserialize)]
pub struct Tensor {
    /// Its name in the model file.
    pub name: String,
    /// Lengths of its dimensions.
    pub shape: Vec<usize>,
    /// The type of its values.
    pub dtype: Dtype,
    /// Bytes of all its values.
    pub nbytes: usize,
}

impl Manifest {
    /// Reads the manifest of a folder; the entries' paths become relative to where `folder` is.
    ///
    /// # Errors
    /// When the file is missing or not a manifest, or two entries have one name.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}; golden vectors are in a folder with a {FILE}",
                path.display()
            )
        })?;
        Self::parse(&text, folder)
            .with_context(|| format!("{} is not a valid manifest", path.display()))
    }

    fn parse(text: &str, folder: &Path) -> Result<Self> {
        let mut manifest: Self = serde_json::from_str(text)?;
        let mut names = BTreeSet::new();
        for entry in &mut manifest.entries {
            if !names.insert(entry.name.clone()) {
                bail!("two entries are named `{}`", entry.name);
            }
            for path in [&mut entry.model, &mut entry.input, &mut entry.output] {
                *path = folder.join(&*path);
            }
        }
        Ok(manifest)
    }

    /// Keeps the entry of the name `filter`, or else those that have the tag `filter`, or `filter` as a part
    /// of their name.
    ///
    /// # Errors
    /// When none is left; the message lists the tags.
    pub fn select(mut self, filter: Option<&str>) -> Result<Self> {
        let Some(filter) = filter else {
            return Ok(self);
        };
        let tags: BTreeSet<String> = self
            .entries
            .iter()
            .flat_map(|entry| entry.tags.clone())
            .collect();
        let is_name = self.entries.iter().any(|entry| entry.name == filter);
        self.entries.retain(|entry| match is_name {
            true => entry.name == filter,
            false => entry.matches(filter),
        });
        if self.entries.is_empty() {
            let tags = Vec::from_iter(tags).join(", ");
            bail!(
                "no entry has the tag `{filter}`, or `{filter}` in its name; the tags are {tags}"
            );
        }
        Ok(self)
    }

    /// Checks that every entry is consistent and its files are there and as long as it says.
    ///
    /// # Errors
    /// All that is wrong, a line each.
    pub fn check(&self) -> Result<()> {
        let problems: Vec<String> = self.entries.iter().flat_map(problems::of).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            bail!(problems.join("\n"))
        }
    }
}

impl Entry {
    fn matches(&self, filter: &str) -> bool {
        self.tags.iter().any(|tag| tag == filter) || self.name.contains(filter)
    }
}

#[cfg(test)]
mod tests;
