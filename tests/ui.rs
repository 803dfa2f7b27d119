//! What a user reads after a mistake: each file in `ui` makes one, named after it.
//!
//! The `.stderr` files are rustc's own rendering, so they belong to one rustc: see `README.md`.

use std::collections::BTreeSet;
use std::fs;

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

/// The file names in a folder that end in `extension`, without it, with dashes.
fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|name| {
            name.strip_suffix(extension)
                .map(|stem| stem.replace('_', "-"))
        })
        .collect()
}

#[test]
fn every_broken_model_is_tried() {
    let mut tried = names("ui/model", ".rs");
    tried.append(&mut names("ui/file", ".rs"));
    let untried: Vec<_> = names("models/broken", ".tflite")
        .difference(&tried)
        .cloned()
        .collect();
    assert_eq!(untried, [""; 0]);
}

#[test]
fn no_answer_is_left_of_a_test_that_has_gone() {
    for folder in ["budget", "file", "model", "syntax", "use"] {
        let folder = format!("ui/{folder}");
        assert_eq!(names(&folder, ".stderr"), names(&folder, ".rs"));
    }
}
