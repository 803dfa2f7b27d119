//! Each model expands to the recorded code: a failure here names the models whose code a change of the
//! compiler changes.

mod expansion;
mod files;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use expansion::{OPTIONS, expansion};
use files::{models, name, project};
use rayon::prelude::*;

/// The environment variable that makes the tests write their lists instead of comparing them.
const OVERWRITE: &str = "EXPANSIONS";

/// Most models that are named when they differ.
const NAMED: usize = 20;

/// The checksums of each model's expansions, by the model's name.
type List = BTreeMap<String, String>;

/// Returns checksums of a model's expansions: one for each of [`OPTIONS`], over all backends together.
///
/// A cyclic redundancy check suffices, because nobody tries to deceive it.
fn checksums(model: &Path) -> String {
    let folder = model.parent().expect("a folder").to_string_lossy();
    let checksums = OPTIONS.map(|options| {
        let text = expansion(model, options).to_string();
        // The path by which the expansion includes the model differs between checkouts, and a comma
        // before a closing brace is a matter of style.
        let text = text.replace(&*folder, "").replace(" , }", " }");
        format!("{:08x}", crc32fast::hash(text.as_bytes()))
    });
    checksums.join(" ")
}

fn read(path: &Path) -> List {
    let text = fs::read_to_string(path).unwrap_or_default();
    let models = text.lines().filter_map(|line| line.split_once(' '));
    models
        .map(|(name, checksums)| (name.to_owned(), checksums.to_owned()))
        .collect()
}

fn write(path: &Path, list: &List) {
    let mut text = String::new();
    for (name, checksums) in list {
        writeln!(text, "{name} {checksums}").expect("a string");
    }
    fs::write(path, text).expect("the list is written");
}

/// Returns the names of the models whose lines differ between the lists.
fn differing<'a>(old: &'a List, new: &'a List) -> Vec<&'a str> {
    let missing = old.keys().filter(|name| !new.contains_key(*name));
    let others = new
        .iter()
        .filter(|(name, line)| old.get(*name) != Some(*line));
    let mut names: Vec<&str> = missing
        .chain(others.map(|(name, _)| name))
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

/// Compares the expansions of a folder's models with the list of this name, or writes the list.
fn assert_unchanged(folder: &Path, list: &str) {
    let path = project("tests/expansions").join(list);
    let models = models(folder);
    let expansions = models
        .par_iter()
        .map(|model| (name(model), checksums(model)));
    let expansions: List = expansions.collect();
    if std::env::var_os(OVERWRITE).is_some_and(|value| value == "overwrite") {
        return write(&path, &expansions);
    }
    let recorded = read(&path);
    let names = differing(&recorded, &expansions);
    assert!(
        names.is_empty(),
        "{} models of {} do not expand to what they did before: {}{}\n\
         If they should, record their expansions by `{OVERWRITE}=overwrite cargo test -p tiny-model-compiler \
         --test expansions`.",
        names.len(),
        expansions.len(),
        names[..names.len().min(NAMED)].join(", "),
        if names.len() > NAMED { ", …" } else { "" },
    );
}

#[test]
fn conformance_models_expand_to_the_same() {
    assert_unchanged(&project("tests/models/data"), "conformance.txt");
}

#[test]
fn real_models_expand_to_the_same() {
    let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO").map(PathBuf::from) else {
        // Bypasses the test harness, which hides the output of passing tests.
        let text =
            "LEFT OUT: set TINY_MODEL_ZOO to the folder of real models to compare their expansions";
        let _ = writeln!(std::io::stderr(), "{text}");
        return;
    };
    assert_unchanged(&zoo, "zoo.txt");
}
