//! Golden vectors of the models, run on the measured target.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::Args;
use crate::harness::{self, Built};
use crate::manifest::{self, Entry, Manifest};
use crate::model::Model;
use crate::parity::{self, Verdict};

/// The comparison of a model's outputs with its golden ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Bytes of all golden outputs.
    pub bytes: usize,
    /// Bytes that differ.
    pub differing: usize,
}

/// Runs all vectors of each model; `None` for a model without vectors.
pub(super) fn compare(args: &Args, models: &[Model]) -> Result<Vec<Option<Compared>>> {
    let entries = models
        .iter()
        .map(|model| entries(args, model))
        .collect::<Result<Vec<_>>>()?;
    let with_vectors: Vec<(&Model, Vec<Entry>)> = models
        .iter()
        .zip(entries)
        .filter(|(_, entries)| !entries.is_empty())
        .collect();
    let files: Vec<&Model> = with_vectors.iter().map(|(model, _)| *model).collect();
    let built = harness::build_on(args.target, args.target.measuring_board(), &files)?;
    let jobs = Vec::from_iter(with_vectors.into_iter().zip(built));
    let compared = jobs
        .into_par_iter()
        .map(|((model, entries), built)| Ok((&model.path, one(model, &entries, &built)?)))
        .collect::<Result<Vec<(&PathBuf, Compared)>>>()?;
    let of = |model: &Model| compared.iter().find(|(path, _)| **path == model.path);
    Ok(models
        .iter()
        .map(|model| of(model).map(|(_, compared)| *compared))
        .collect())
}

/// Returns the entries about a model in the manifests beside it and above it, and in the folders
/// that were passed.
fn entries(args: &Args, model: &Model) -> Result<Vec<Entry>> {
    let mut manifests = BTreeMap::new();
    for folder in model.path.ancestors().skip(1).take(2) {
        if folder.join(manifest::FILE).is_file() {
            match Manifest::read(folder) {
                Ok(manifest) => _ = manifests.insert(folder.to_owned(), manifest),
                Err(error) => eprintln!("not used as golden vectors: {error:#}"),
            }
        }
    }
    for folder in &args.vectors {
        let path = folder
            .canonicalize()
            .with_context(|| format!("there is no folder {}", folder.display()))?;
        manifests.insert(path, Manifest::read(folder)?);
    }
    let mut entries = Vec::new();
    for mut manifest in manifests.into_values() {
        manifest.entries.retain(|entry| {
            let file = entry.model.canonicalize();
            file.is_ok_and(|file| file == model.path)
        });
        manifest.check()?;
        entries.extend(manifest.entries);
    }
    Ok(entries)
}

fn one(model: &Model, entries: &[Entry], built: &Built) -> Result<Compared> {
    let mut compared = Compared::default();
    for entry in entries {
        match parity::judge(entry, model, built)? {
            Verdict::Compared(comparison) => {
                compared.bytes += comparison.bytes;
                compared.differing += comparison.differing;
            }
            Verdict::TooLarge(text) | Verdict::Failed(text) => {
                bail!("the golden vectors `{}` do not run: {text}", entry.name)
            }
        }
    }
    Ok(compared)
}
