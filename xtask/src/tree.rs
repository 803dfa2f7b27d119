//! The repository's files, as git sees them: commands leave them as they were.

use std::process::Command;

use anyhow::{Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

/// What git says of the files; nothing where this is no clone, or there is no git.
pub(crate) struct Tree(Option<State>);

#[derive(PartialEq, Eq)]
struct State {
    /// Files that differ from the last commit, and those that are new and not ignored.
    files: String,
    /// How they differ.
    difference: String,
}

impl Tree {
    /// How it is now.
    pub(crate) fn now() -> Self {
        let state = || {
            Some(State {
                files: git(&["status", "--porcelain", "--untracked-files=all"])?,
                difference: git(&["diff", "HEAD"])?,
            })
        };
        Self(state())
    }

    /// Whether git knows it.
    pub(crate) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// Compares it with how it was before something that is to change nothing.
    ///
    /// # Errors
    /// When a file changed that is tracked, or one appeared that is not ignored; the message names them.
    pub(crate) fn is_still(&self) -> Result<()> {
        let (Some(before), Some(now)) = (&self.0, Self::now().0) else {
            return Ok(());
        };
        if *before == now {
            return Ok(());
        }
        let new = now
            .files
            .lines()
            .filter(|line| !before.files.lines().any(|old| old == *line));
        match Vec::from_iter(new).join("\n") {
            files if files.is_empty() => {
                bail!("files that differed from the last commit were changed")
            }
            files => bail!("files of the repository were changed:\n{files}"),
        }
    }
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(words)
        .current_dir(workspace_dir())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}
