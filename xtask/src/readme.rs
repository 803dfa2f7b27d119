//! The documents' parts that code and measurements give: tables, firmware, an error, pictures.

mod arena;
mod compared;
mod error;
mod firmware;
mod followed;
mod headline;
#[cfg(test)]
mod links;
mod measured;
mod operators;
mod pipeline;
mod published;
mod section;
mod table;
mod tflm;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::toolchain::workspace_dir;

use crate::measurements::Measurements;

/// Rewrite the generated parts of README.md and docs from the code and tests/measured.json.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if a document is not what the code and tests/measured.json give.
    #[arg(long)]
    check: bool,
}

/// A part's name, and what gives its text.
type Part = (&'static str, fn(&Measurements) -> Result<String>);

/// A file's name, and what draws it.
type Picture = (&'static str, fn() -> Result<String>);

/// The front page.
const README: &str = "README.md";

/// Documents, whose other parts are written by hand.
const DOCUMENTS: [(&str, &[Part]); 4] = [
    (
        README,
        &[
            ("firmware", |_| firmware::program()),
            ("error", |_| error::section()),
            ("headline", headline::section),
            ("coverage", |_| operators::coverage()),
        ],
    ),
    (
        "docs/firmware.md",
        &[
            ("package", |_| firmware::package()),
            ("embassy", |_| firmware::embassy()),
            ("rtic", |_| firmware::rtic()),
        ],
    ),
    (
        "docs/operators.md",
        &[("operators", |_| operators::section())],
    ),
    (
        "docs/performance.md",
        &[
            ("measured", measured::section),
            ("compared", compared::section),
        ],
    ),
];

/// Files of which no part is written by hand.
const PICTURES: [Picture; 3] = [
    ("docs/pipeline.svg", || Ok(pipeline::draw())),
    ("docs/arena.svg", arena::fastest),
    ("docs/arena-smallest.svg", arena::smallest),
];

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.check { check() } else { rewrite() }
}

/// Renews the generated parts.
///
/// # Errors
/// When a file or the measurements cannot be read or written.
pub(crate) fn rewrite() -> Result<()> {
    for (name, text) in renewed()? {
        let path = path(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{name} is what the code and tests/measured.json give");
    }
    Ok(())
}

/// Compares the documents with what the code and the committed measurements give.
///
/// # Errors
/// When one says something else; the message has the first line that differs.
fn check() -> Result<()> {
    for (name, text) in renewed()? {
        // A picture that is missing says nothing.
        let old = fs::read_to_string(path(name)).unwrap_or_default();
        same(name, &old, &text)?;
    }
    Ok(())
}

fn path(name: &str) -> PathBuf {
    workspace_dir().join(name)
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(path(name)).with_context(|| format!("cannot read {name}"))
}

/// The files with generated parts, as they should be.
fn renewed() -> Result<Vec<(&'static str, String)>> {
    let measurements = Measurements::read()?;
    let mut files = Vec::new();
    for (name, parts) in DOCUMENTS {
        let text = document(&read(name)?, parts, &measurements);
        files.push((name, text.with_context(|| format!("in {name}"))?));
    }
    for (name, draw) in PICTURES {
        files.push((name, draw()?));
    }
    let readme = files.iter().find(|(name, _)| *name == README);
    let (_, readme) = readme.context("the front page is no document")?;
    files.push((published::FILE, published::readme(readme)));
    Ok(files)
}

fn document(text: &str, parts: &[Part], measurements: &Measurements) -> Result<String> {
    let generated = section::count(text);
    if generated != parts.len() {
        bail!(
            "{generated} parts are marked as generated, and {} are",
            parts.len()
        );
    }
    parts
        .iter()
        .try_fold(text.to_owned(), |text, (name, part)| {
            section::replace(&text, name, &part(measurements)?)
        })
}

fn same(name: &str, old: &str, new: &str) -> Result<()> {
    let differs = (1..)
        .zip(old.lines().zip(new.lines()))
        .find(|(_, (old, new))| old != new);
    match differs {
        _ if old == new => Ok(()),
        Some((number, (old, new))) => bail!(
            "{name} is out of date from line {number} on; `cargo xtask readme` renews it\n\
             says:      {old}\nshould say: {new}"
        ),
        None => bail!("{name} is out of date at its end; `cargo xtask readme` renews it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_what_code_and_measurements_give() {
        check().unwrap_or_else(|error| panic!("{error:#}"));
    }

    #[test]
    fn the_first_line_that_differs_is_told() {
        let told = |old, new| same("a.md", old, new).err().map(|error| error.to_string());
        assert_eq!(told("a\nb\n", "a\nb\n"), None);
        assert_eq!(
            told("a\nb\n", "a\nc\n").as_deref(),
            Some(
                "a.md is out of date from line 2 on; `cargo xtask readme` renews it\n\
                 says:      b\nshould say: c"
            )
        );
        assert!(told("a\n", "a\nb\n").is_some_and(|text| text.contains("at its end")));
    }

    #[test]
    fn a_mark_of_no_part_is_an_error() {
        let measurements = Measurements::read().expect("committed figures");
        let text = "<!-- generated: x -->\n<!-- end -->\n";
        assert!(document(text, &[], &measurements).is_err());
        let parts: [Part; 1] = [("x", |_| Ok("new".to_owned()))];
        let new = document(text, &parts, &measurements).expect("one part");
        assert!(new.contains("\nnew\n"), "{new}");
    }
}
