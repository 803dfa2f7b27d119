//! The project's models.

use std::path::{Path, PathBuf};

/// A model's name and bytes.
pub(crate) type Named = (String, Vec<u8>);

/// The files of a folder of `tests/models`, in the order of their names.
pub(crate) fn folder(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/models")).join(name);
    let entries = std::fs::read_dir(&folder).expect("a folder of models");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "tflite")
    });
    paths.sort();
    paths
}

/// The conformance models.
pub(crate) fn conformance() -> Vec<Named> {
    let named = |path: &PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy();
        (name.into_owned(), std::fs::read(path).expect("a model"))
    };
    folder("data").iter().map(named).collect()
}
