//! The reasons of the figures: `tests/measured.md`, a line for each time that they were blessed.

use std::fs::OpenOptions;
use std::io::Write as _;

use anyhow::{Context as _, Result};
use cargo_tiny_model::toolchain::workspace_dir;

use super::Change;

/// Appends a reason, with the largest of its changes.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub(crate) fn append(reason: &str, changes: &[Change]) -> Result<()> {
    let path = workspace_dir().join("tests/measured.md");
    let written = || {
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        writeln!(file, "{}", line(reason, changes))
    };
    written().with_context(|| format!("cannot write {}", path.display()))
}

fn line(reason: &str, changes: &[Change]) -> String {
    let by_growth = |a: &&Change, b: &&Change| a.growth().total_cmp(&b.growth());
    let least = changes.iter().min_by(by_growth);
    let most = changes.iter().max_by(by_growth);
    let extremes = [
        least.filter(|change| change.growth() < 0.0),
        most.filter(|change| change.growth() > 0.0),
    ];
    let extremes = Vec::from_iter(extremes.into_iter().flatten().map(Change::short));
    let figures = match changes.len() {
        0 => "no figure much".to_owned(),
        1 => "1 figure".to_owned(),
        many => format!("{many} figures"),
    };
    let extremes = match &extremes[..] {
        [] => String::new(),
        some => format!("; {}", some.join("; ")),
    };
    format!("- {reason} ({figures}{extremes})")
}

#[cfg(test)]
mod tests {
    use super::super::tests::change;
    use super::*;

    #[test]
    fn a_line_has_the_reason_and_the_extremes() {
        assert_eq!(line("the first", &[]), "- the first (no figure much)");
        let changes = [
            change("cycles", 100, 90),
            change("cycles", 100, 25),
            change("bytes of code", 1000, 1500),
        ];
        assert_eq!(
            line("kernels for DSP", &changes),
            "- kernels for DSP (3 figures; m, cortex-m4, speed: -75.0 % cycles; \
             m, cortex-m4, speed: +50.0 % bytes of code)"
        );
        assert_eq!(
            line("smaller", &changes[..1]),
            "- smaller (1 figure; m, cortex-m4, speed: -10.0 % cycles)"
        );
    }
}
