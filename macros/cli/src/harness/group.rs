//! The distribution of models over programs.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::package;
use crate::model::Model;
use crate::target::Board;

/// Models per program: programs of this size keep all processors busy and are linked seldom enough.
const MODELS: usize = 16;

/// Models of one program share an arena, but their constants add up; the code needs room besides
/// them.
const SHARE_OF_FLASH: usize = 8;

/// The models of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The name of the program; the same for the same models.
    pub(super) name: String,
    /// Indices of the models.
    pub(super) members: Vec<usize>,
}

impl Group {
    pub(super) fn new(models: &[&Model], members: Vec<usize>) -> Self {
        let ids: Vec<String> = members
            .iter()
            .map(|&member| package::id(models[member]))
            .collect();
        let name = match &ids[..] {
            [id] => id.clone(),
            ids => {
                let mut hasher = DefaultHasher::new();
                ids.hash(&mut hasher);
                format!("models_{:016x}", hasher.finish())
            }
        };
        Self { name, members }
    }
}

/// Returns groups of models in their order, as large as the board allows.
pub(super) fn all(board: Option<&Board>, models: &[&Model], indices: &[usize]) -> Vec<Group> {
    let flash = board.map_or(usize::MAX, |board| {
        board.flash.length as usize / SHARE_OF_FLASH
    });
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut used = 0;
    for &index in indices {
        let size = models[index].flash;
        match groups.last_mut() {
            Some(group) if group.len() < MODELS && used + size <= flash => {
                group.push(index);
                used += size;
            }
            _ => {
                groups.push(vec![index]);
                used = size;
            }
        }
    }
    groups
        .into_iter()
        .map(|members| Group::new(models, members))
        .collect()
}
