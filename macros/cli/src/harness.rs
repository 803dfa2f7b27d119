//! Programs that run models on cases from a file, built and run for any target.
//!
//! All models of one call are built by one `cargo build`: a generated package declares each by
//! `tiny_model!`, as a user does. A program has several models, because linking costs more than a small
//! model does.

mod build;
mod diagnostic;
pub(crate) mod fit;
mod group;
mod job;
pub(crate) mod package;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use self::build::Attempt;
use self::group::Group;
pub use self::job::Job;
use crate::folders::{build_dir, work_dir};
use crate::lock;
use crate::model::Model;
use crate::target::{Board, Target};
use crate::toolchain::Toolchain;

/// A model that can be run.
#[derive(Clone, Debug)]
pub struct Program {
    target: Target,
    board: Option<Board>,
    executable: PathBuf,
    /// Position of the model in the program.
    index: usize,
    /// Bytes of all outputs of one case.
    output_bytes: usize,
}

/// The result of building a model.
#[derive(Clone, Debug)]
pub enum Built {
    /// The model can be run.
    Ready(Program),
    /// The model is too large for the target's board; a line with the numbers.
    TooLarge(String),
    /// The model does not build: rustc's or the linker's errors.
    Broken(String),
}

/// Builds programs for the models, which are distinct files, and returns a result for each in their
/// order.
///
/// # Errors
/// Returns an error if there is no toolchain for the target, or Cargo fails for a reason that is
/// not a model's.
pub fn build(target: Target, models: &[&Model]) -> Result<Vec<Built>> {
    build_on(target, target.board(), models)
}

/// Builds programs like [`build`], for another board with the target's processor.
///
/// # Errors
/// Returns the errors of [`build`].
pub fn build_on(target: Target, board: Option<Board>, models: &[&Model]) -> Result<Vec<Built>> {
    let mut builder = Builder {
        target,
        board,
        models,
        built: BTreeMap::new(),
    };
    let fitting = builder.fitting();
    if !fitting.is_empty() {
        builder.build(group::all(board.as_ref(), models, &fitting))?;
    }
    Ok(builder.built.into_values().collect())
}

struct Builder<'a> {
    target: Target,
    board: Option<Board>,
    models: &'a [&'a Model],
    /// The results by index of the model.
    built: BTreeMap<usize, Built>,
}

impl Builder<'_> {
    /// Returns the indices of the models that may fit the board; records the others.
    fn fitting(&mut self) -> Vec<usize> {
        let mut fitting = Vec::new();
        for (index, model) in self.models.iter().enumerate() {
            match fit::obstacle(self.board.as_ref(), model) {
                Some(obstacle) => _ = self.built.insert(index, Built::TooLarge(obstacle)),
                None => fitting.push(index),
            }
        }
        fitting
    }

    /// Builds the groups once, unless a model fails to build or overfills the program that it shares with
    /// others.
    fn build(&mut self, mut groups: Vec<Group>) -> Result<()> {
        let toolchain = Toolchain::ensure(self.target)?.on(self.board);
        let memory = self.board.map(|board| board.memory_name());
        let package = work_dir()
            .join("harness")
            .join(memory.as_deref().unwrap_or("host"));
        let _lock = lock::wait(&package)?;
        while !groups.is_empty() {
            package::write(&package, self.models, &groups)?;
            let attempts = build::all(&toolchain, &package, &build_dir(), &groups)?;
            groups = groups
                .iter()
                .zip(&attempts)
                .flat_map(|(group, attempt)| self.settle(group, attempt))
                .collect();
        }
        Ok(())
    }

    /// Records the results of an attempt for the group's models; returns the groups to try next.
    fn settle(&mut self, group: &Group, attempt: &Attempt) -> Vec<Group> {
        if let Some(executable) = &attempt.executable {
            self.note_programs(group, executable);
            return Vec::new();
        }
        let members = &group.members;
        let errors = |member| attempt.errors_of(&package::id(self.models[member]));
        let (broken, rest): (Vec<usize>, Vec<usize>) = members
            .iter()
            .partition(|&&member| !errors(member).is_empty());
        for &member in &broken {
            self.built.insert(member, Built::Broken(errors(member)));
        }
        match (&broken[..], &rest[..]) {
            ([], &[member]) => {
                let errors = attempt.all_errors();
                let outcome = match fit::overflow(self.board.as_ref(), &errors) {
                    Some(obstacle) => Built::TooLarge(obstacle),
                    None => Built::Broken(errors),
                };
                self.built.insert(member, outcome);
                Vec::new()
            }
            (_, []) => Vec::new(),
            // No model has errors of its own: together they are too large.
            ([], _) => rest
                .iter()
                .map(|&member| Group::new(self.models, vec![member]))
                .collect(),
            _ => vec![Group::new(self.models, rest)],
        }
    }

    fn note_programs(&mut self, group: &Group, executable: &Path) {
        for (index, &member) in group.members.iter().enumerate() {
            let program = Program {
                target: self.target,
                board: self.board,
                executable: executable.to_owned(),
                index,
                output_bytes: self.models[member].output_bytes(),
            };
            self.built.insert(member, Built::Ready(program));
        }
    }
}

#[cfg(test)]
mod tests;
