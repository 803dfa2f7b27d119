//! Progress for people: on the terminal, if there is one, gone when the work is done.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `length` steps on standard error; invisible where that is not a terminal.
#[must_use]
pub(crate) fn bar(length: usize, what: &str) -> ProgressBar {
    const TEMPLATE: &str = "{prefix} {bar:24} {pos}/{len} {elapsed} {msg:.dim}";
    let style =
        ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(length as u64)
        .with_style(style)
        .with_prefix(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
