//! The check that commands leave the repository's files, as git sees them, unchanged.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

/// The state of the files of a folder, as git reports it.
pub(crate) struct Tree {
    folder: PathBuf,
    /// `None` where the folder is not a clone, or there is no git.
    state: Option<State>,
}

#[derive(PartialEq, Eq)]
struct State {
    /// Files that differ from the last commit, and new files that are not ignored.
    files: String,
    /// The differences from the last commit.
    difference: String,
}

impl Tree {
    /// Returns the current state of the project's files.
    pub(crate) fn now() -> Self {
        Self::of(&workspace_dir())
    }

    fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            state: State::of(folder),
        }
    }

    /// Returns whether git knows the folder.
    pub(crate) fn is_known(&self) -> bool {
        self.state.is_some()
    }

    /// Checks that the files are unchanged.
    ///
    /// # Errors
    /// Returns an error if a tracked file changed, or an untracked file that is not ignored appeared;
    /// the message names them.
    pub(crate) fn is_still(&self) -> Result<()> {
        let (Some(before), Some(now)) = (&self.state, State::of(&self.folder)) else {
            return Ok(());
        };
        if *before == now {
            return Ok(());
        }
        let is_new = |line: &&str| !before.files.lines().any(|old| old == *line);
        match Vec::from_iter(now.files.lines().filter(is_new)).join("\n") {
            files if files.is_empty() => {
                bail!("files that differed from the last commit were changed again")
            }
            files => bail!("files of the repository were changed:\n{files}"),
        }
    }
}

impl State {
    fn of(folder: &Path) -> Option<Self> {
        Some(Self {
            files: git(folder, &["status", "--porcelain", "--untracked-files=all"])?,
            difference: git(folder, &["diff", "HEAD"])?,
        })
    }
}

fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    let output = git.args(words).current_dir(folder).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Creates a clone with one tracked file and a `.gitignore`.
    fn clone() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |words: &[&str]| git(folder.path(), words).expect("git");
        run(&["init", "--quiet"]);
        fs::write(folder.path().join("tracked"), "1").expect("written");
        fs::write(folder.path().join(".gitignore"), "ignored\n").expect("written");
        run(&["add", "."]);
        let author = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
        let commit = ["commit", "--quiet", "--message", "one"];
        run(&[&author[..], &commit].concat());
        folder
    }

    /// Returns the message after a file was written.
    fn after(tree: &Tree, file: &str, text: &str) -> Option<String> {
        fs::write(tree.folder.join(file), text).expect("written");
        tree.is_still().err().map(|error| error.to_string())
    }

    #[test]
    fn changes_are_named() {
        let folder = clone();
        let tree = Tree::of(folder.path());
        assert!(tree.is_known());
        assert_eq!(after(&tree, "ignored", "2"), None);
        let told = |line| Some(format!("files of the repository were changed:\n{line}"));
        assert_eq!(after(&tree, "new", "2"), told("?? new"));
        let tree = Tree::of(folder.path());
        assert_eq!(after(&tree, "tracked", "2"), told(" M tracked"));
        let tree = Tree::of(folder.path());
        let again = "files that differed from the last commit were changed again";
        assert_eq!(after(&tree, "tracked", "3").as_deref(), Some(again));
        assert_eq!(after(&tree, "tracked", "2"), None);
    }

    #[test]
    fn a_folder_that_is_no_clone_is_not_known() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!Tree::of(folder.path()).is_known());
    }
}
