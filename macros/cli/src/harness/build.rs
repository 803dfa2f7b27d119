//! One `cargo build` of all programs.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use super::diagnostic::{Diagnostic, Line};
use super::group::Group;
use super::package;
use crate::progress::Progress;
use crate::toolchain::Toolchain;

/// The result of building one program.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempt {
    /// The program, if it was built.
    pub(super) executable: Option<PathBuf>,
    /// The errors, if it was not built.
    pub(super) errors: Vec<Diagnostic>,
}

impl Attempt {
    /// Returns the errors in the source of one model.
    pub(super) fn errors_of(&self, id: &str) -> String {
        let file = package::model_file(id);
        text(self.errors.iter().filter(|error| error.is_in(&file)))
    }

    /// Returns all errors.
    pub(super) fn all_errors(&self) -> String {
        text(&self.errors)
    }
}

fn text<'a>(errors: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    errors
        .into_iter()
        .map(Diagnostic::text)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Adds what cargo says to the attempts that it is about, and returns the errors in other packages.
fn collect(
    messages: impl Read,
    attempts: &mut BTreeMap<&str, Attempt>,
    progress: &Progress,
) -> Result<Vec<Diagnostic>> {
    let mut failed = Vec::new();
    for line in BufReader::new(messages).lines() {
        // Other lines are the output of build scripts and similar programs.
        let Ok(line) = serde_json::from_str(&line?) else {
            continue;
        };
        let (Line::Made { target, .. } | Line::Said { target, .. }) = &line else {
            continue;
        };
        let attempt = attempts
            .get_mut(target.name.as_str())
            .filter(|_| target.is_program());
        match (line, attempt) {
            (Line::Made { target, executable }, attempt) => {
                progress.set_message(target.name);
                if let Some(attempt) = attempt {
                    attempt.executable = executable;
                    progress.step();
                }
            }
            (Line::Said { message, .. }, _) if !message.is_error() => {}
            (Line::Said { message, .. }, Some(attempt)) => attempt.errors.push(message),
            (Line::Said { message, .. }, None) => failed.push(message),
            (Line::Other, _) => {}
        }
    }
    Ok(failed)
}

/// Builds the package's programs; returns the result of each group, in their order.
pub(super) fn all(
    toolchain: &Toolchain,
    package: &Path,
    target_dir: &Path,
    groups: &[Group],
) -> Result<Vec<Attempt>> {
    let mut attempts: BTreeMap<&str, Attempt> = groups
        .iter()
        .map(|group| (group.name.as_str(), Attempt::default()))
        .collect();
    // Cargo's messages for people, which are shown if Cargo itself fails.
    let mut words = tempfile::tempfile().context("cannot make a temporary file")?;
    let mut cargo = toolchain.cargo("build", package, target_dir)?;
    cargo.args(["--keep-going", "--message-format=json", "--color=never"]);
    cargo
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(words.try_clone()?);
    let mut child = cargo.spawn().context("cannot start cargo")?;
    let stdout = child
        .stdout
        .take()
        .context("cargo has no standard output")?;

    let progress = Progress::new(
        groups.len(),
        &format!("building for {}", toolchain.target()),
    );
    let failed = collect(stdout, &mut attempts, &progress)?;
    let status = child.wait().context("cannot wait for cargo")?;
    progress.finish();
    if !failed.is_empty() {
        bail!("cannot build what models need\n{}", text(&failed));
    }
    if attempts
        .values()
        .any(|attempt| attempt.executable.is_none() && attempt.errors.is_empty())
    {
        let mut text = String::new();
        words.rewind()?;
        words.read_to_string(&mut text)?;
        bail!(
            "cargo build in {} ended with {status}:\n{}",
            package.display(),
            text.trim_end()
        );
    }
    Ok(groups
        .iter()
        .filter_map(|group| attempts.remove(group.name.as_str()))
        .collect())
}
