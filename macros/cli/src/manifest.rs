//! `manifest.json`: a folder of models with golden vectors.
//!
//! `{"models": [entry, …]}`; other fields (sources, licenses, notes) are ignored.

mod dtype;
mod problems;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

pub use self::dtype::Dtype;

/// The name of the file that describes a folder.
pub const FILE: &str = "manifest.json";

/// All vectors of a folder.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The entries in the file's order.
    #[serde(rename = "models")]
    pub entries: Vec<Entry>,
}

/// A model with inputs and its expected outputs.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Unique name of this set of vectors.
    pub name: String,
    /// The `.tflite` file; several entries may share one.
    pub model: PathBuf,
    /// The kinds of the model and the vectors.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Number of inputs.
    pub cases: usize,
    /// Whether the cases are successive invocations of one model instance; otherwise each has a new
    /// instance.
    #[serde(default)]
    pub sequence: bool,
    /// For each case in order, for each model input in order, the raw little-endian values.
    #[serde(rename = "in")]
    pub input: PathBuf,
    /// For each case in order, for each model output in order, the expected raw little-endian
    /// values.
    #[serde(rename = "out")]
    pub output: PathBuf,
    /// The model's inputs.
    pub inputs: Vec<Tensor>,
    /// The model's outputs.
    pub outputs: Vec<Tensor>,
    /// 0 if every byte has to be equal; otherwise the largest absolute difference of float outputs.
    #[serde(default)]
    pub tolerance: f64,
}

/// A model input or output.
#[derive(Clone, Debug, Deserialize)]
pub struct Tensor {
    /// The name in the model file.
    pub name: String,
    /// Lengths of the dimensions.
    pub shape: Vec<usize>,
    /// The type of the values.
    pub dtype: Dtype,
    /// Bytes of all values.
    pub nbytes: usize,
}

impl Manifest {
    /// Reads the manifest of a folder; the paths in its entries become relative to the parent of
    /// `folder`.
    ///
    /// # Errors
    /// Returns an error if the file is missing or not a manifest, or two entries have the same
    /// name.
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

    /// Keeps the entry with the name `filter`; if there is none, the entries with the tag `filter`, or with
    /// `filter` as a part of their name.
    ///
    /// # Errors
    /// Returns an error if no entry remains; the message lists the tags.
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

    /// Checks that every entry is consistent, and that its files exist and have the stated sizes.
    ///
    /// # Errors
    /// Returns all problems, one per line.
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
