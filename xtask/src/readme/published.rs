//! The README of the package `tiny-model`: the repository's, with links that hold outside of the repository.
//!
//! A registry resolves relative links from the folder of the package, where the linked files are not.

/// The file, which is packed with the package.
pub(super) const FILE: &str = "runtime/README.md";

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

const NOTE: &str =
    "<!-- `cargo xtask readme` makes this file of the repository's README.md. -->\n\n";

/// The README with each relative link made absolute, and without the marks of generated parts.
pub(super) fn readme(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let unmarked = lines.filter(|line| !line.starts_with("<!-- "));
    NOTE.to_owned() + &absolute(&String::from_iter(unmarked))
}

fn absolute(text: &str) -> String {
    let mut published = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("](") {
        let is_picture = before
            .rfind('[')
            .is_some_and(|at| before[..at].ends_with('!'));
        let (target, after) = link.split_once(')').unwrap_or((link, ""));
        let is_relative = !target.starts_with("https://") && !target.starts_with('#');
        let target = match is_relative {
            // The host sends SVG as a picture if it may clean it.
            true if is_picture => format!("{REPOSITORY}/raw/HEAD/{target}?sanitize=true"),
            true => format!("{REPOSITORY}/blob/HEAD/{target}"),
            false => target.to_owned(),
        };
        published += &format!("{before}]({target})");
        rest = after;
    }
    published + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_become_absolute() {
        let text = "a [b](docs/b.md#c), ![d](docs/d.svg), [e](https://e.org) [f](#f).\n";
        assert_eq!(
            absolute(text),
            format!(
                "a [b]({REPOSITORY}/blob/HEAD/docs/b.md#c), ![d]({REPOSITORY}/raw/HEAD/docs/d.svg?sanitize=true), \
                 [e](https://e.org) [f](#f).\n"
            )
        );
        let marked = "<!-- generated: x -->\ny\n<!-- end -->\n";
        assert_eq!(readme(marked), format!("{NOTE}y\n"));
    }
}
