//! Text between `<!-- generated: NAME -->` and `<!-- end -->`.

use anyhow::{Context as _, Result};

const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- end -->";

/// How many sections a document has.
pub(super) fn count(document: &str) -> usize {
    document.matches(BEGIN).count()
}

/// The document with `text` in the section of that name.
///
/// # Errors
/// When the document has no such section.
pub(super) fn replace(document: &str, name: &str, text: &str) -> Result<String> {
    let begin = format!("{BEGIN}{name} -->");
    let missing = || format!("there is no `{begin}` with a `{END}` after it");
    let (before, rest) = document.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(END).with_context(missing)?;
    Ok(format!(
        "{before}{begin}\n{}\n{END}{after}",
        text.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str =
        "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- generated: y -->\n<!-- end -->\n";

    #[test]
    fn only_the_named_section_changes() {
        assert_eq!(count(DOCUMENT), 2);
        let once = replace(DOCUMENT, "x", "new\n").expect("a section");
        assert_eq!(once, DOCUMENT.replace("old", "new"));
        assert_eq!(replace(&once, "x", "new").expect("a section"), once);
        let filled = replace(DOCUMENT, "y", "first").expect("a section");
        assert!(filled.ends_with("y -->\nfirst\n<!-- end -->\n"), "{filled}");
    }

    #[test]
    fn a_missing_section_is_an_error() {
        assert!(replace(DOCUMENT, "z", "").is_err());
        assert!(replace("<!-- generated: x -->\n", "x", "").is_err());
    }
}
