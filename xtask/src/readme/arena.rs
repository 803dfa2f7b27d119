//! The arena of the model that the README's firmware has, as `cargo tiny-model report --svg` draws it.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::report;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::workspace_dir;

use crate::measurements::{SMALLEST, SPEED};

/// The picture of the default schedule.
pub(super) fn fastest() -> Result<String> {
    draw(SPEED)
}

/// The picture of the schedule that takes the least RAM.
pub(super) fn smallest() -> Result<String> {
    draw(SMALLEST)
}

fn draw(choices: Choices) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("arena.svg");
    report::run(&report::Args {
        models: vec![workspace_dir().join("examples/models/fashion_mnist.tflite")],
        target: Target::CortexM4,
        choices,
        json: None,
        svg: Some(picture.clone()),
    })?;
    fs::read_to_string(picture).context("the report has drawn nothing")
}
