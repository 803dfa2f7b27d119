//! Model files that the user may have meant.

use std::collections::BTreeSet;
use std::path::Path;

use super::CallSite;

/// Deepest level of folders that is searched.
const MAX_DEPTH: usize = 6;
/// Most folder entries that are looked at, so that a mistake in a huge tree is still reported at once.
const MAX_ENTRIES: usize = 20_000;

/// Returns the model files of the package and of the folders that `path` names, each as the user could
/// write it, sorted.
pub(super) fn near(path: &str, site: &CallSite) -> Vec<String> {
    let mut walk = Finder {
        found: BTreeSet::new(),
        entries: MAX_ENTRIES,
    };
    let named = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for root in site.roots() {
        walk.folder(&root.join(named), named, 0);
    }
    if let Some(package) = &site.manifest_dir {
        walk.folder(package, "", MAX_DEPTH);
    }
    walk.found.into_iter().collect()
}

/// Returns the names of the model files in a folder, sorted.
pub(super) fn in_folder(folder: &Path) -> Vec<String> {
    let mut walk = Finder {
        found: BTreeSet::new(),
        entries: MAX_ENTRIES,
    };
    walk.folder(folder, "", 0);
    walk.found.into_iter().collect()
}

struct Finder {
    found: BTreeSet<String>,
    /// Entries that may still be looked at.
    entries: usize,
}

impl Finder {
    /// Collects the model files in `folder`, each with `prefix` in front, and those in `depth` levels of
    /// subfolders.
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) {
        let Ok(entries) = folder.read_dir() else {
            return;
        };
        for entry in entries.flatten() {
            let Some(left) = self.entries.checked_sub(1) else {
                return;
            };
            self.entries = left;
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                continue;
            };
            let path = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}/{name}")
            };
            if kind.is_dir() {
                let skipped = name.starts_with('.') || name == "target";
                if depth > 0 && !skipped {
                    self.folder(&entry.path(), &path, depth - 1);
                }
            } else if name.ends_with(".tflite") {
                self.found.insert(path);
            }
        }
    }
}
