//! Links from the documents to files of the repository, and to headings in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_tiny_model::toolchain::workspace_dir;

use super::published;

/// The Markdown of a folder and of the folders in it.
fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_own = !["target", ".git"].iter().any(|other| name == *other);
        if path.is_dir() && is_own {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The lines outside of blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    text.split("```").step_by(2).flat_map(str::lines)
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    let lines = prose(text).flat_map(|line| line.split("](").skip(1));
    lines.filter_map(|rest| rest.split(')').next())
}

/// The headings, as links name them: lower case, dashes for spaces, and of other characters only underscores.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let names = headings.map(|line| line.trim_start_matches('#').trim());
    names.map(anchor).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Returns whether a document's link leads to a file, and to a heading in it if it names one.
fn leads_somewhere(from: &Path, link: &str) -> bool {
    let repository = concat!(env!("CARGO_PKG_REPOSITORY"), "/");
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = match (path, path.strip_prefix(repository)) {
        // `blob/HEAD/docs/operators.md`
        (_, Some(inside)) => {
            let inside = inside.split_once("/HEAD/").map_or(inside, |(_, file)| file);
            let inside = inside.trim_end_matches("?sanitize=true");
            workspace_dir().join(inside)
        }
        ("", _) => from.to_owned(),
        (other, _) if other.starts_with("https://") => return true,
        (relative, _) => from.parent().expect("a folder").join(relative),
    };
    match heading {
        "" => target.exists(),
        heading => fs::read_to_string(target).is_ok_and(|text| anchors(&text).contains(heading)),
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut paths = Vec::new();
    documents(&workspace_dir(), &mut paths);
    let mut lost = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a document");
        let own = links(&text).filter(|link| !leads_somewhere(&path, link));
        lost.extend(own.map(|link| format!("{}: {link}", path.display())));
    }
    assert_eq!(lost, [""; 0]);
}

#[test]
fn the_published_front_page_needs_no_file_beside_it() {
    let text = fs::read_to_string(workspace_dir().join(published::FILE)).expect("a README");
    let relative =
        links(&text).filter(|link| !link.starts_with("https://") && !link.starts_with('#'));
    assert_eq!(Vec::from_iter(relative), [""; 0]);
}

#[test]
fn headings_are_named_as_links_name_them() {
    let text = "# A `b`, c\n```sh\n# no heading\n```\n## D-e_f\n";
    let expected = ["a-b-c", "d-e_f"].map(str::to_owned);
    assert_eq!(anchors(text), BTreeSet::from(expected));
    assert_eq!(Vec::from_iter(links("[a](b) `[i]` [c](d#e)")), ["b", "d#e"]);
}
