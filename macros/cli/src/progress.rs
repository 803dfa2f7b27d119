//! Progress on standard error: a bar on a terminal, removed when the work is done; elsewhere, as in a log, occasional
//! lines.

use std::io::{IsTerminal as _, Write, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Lines per piece of work in a log.
const LINES: usize = 10;

/// The number of finished steps, of all steps.
pub(crate) struct Progress {
    length: usize,
    what: String,
    view: View,
}

enum View {
    Bar(ProgressBar),
    Log { done: AtomicUsize, start: Instant },
}

impl Progress {
    /// Starts with none of `length` steps done.
    #[must_use]
    pub(crate) fn new(length: usize, what: &str) -> Self {
        Self {
            length,
            what: what.to_owned(),
            view: match stderr().is_terminal() {
                true => View::Bar(bar(length, what)),
                false => View::Log {
                    done: AtomicUsize::new(0),
                    start: Instant::now(),
                },
            },
        }
    }

    /// Sets the description of the current step, which a log does not show.
    pub(crate) fn set_message(&self, message: String) {
        if let View::Bar(bar) = &self.view {
            bar.set_message(message);
        }
    }

    /// Records a finished step.
    pub(crate) fn step(&self) {
        match &self.view {
            View::Bar(bar) => bar.inc(1),
            View::Log { done, start } => {
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if is_told(done, self.length) {
                    let line = line(&self.what, done, self.length, start.elapsed());
                    // Progress is optional: standard error may be closed.
                    let _ = writeln!(stderr(), "{line}");
                }
            }
        }
    }

    /// Finishes the progress.
    pub(crate) fn finish(self) {
        if let View::Bar(bar) = self.view {
            bar.finish_and_clear();
        }
    }
}

fn bar(length: usize, what: &str) -> ProgressBar {
    const TEMPLATE: &str = "{prefix} {bar:24} {pos}/{len} {elapsed} {msg:.dim}";
    let style =
        ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(length as u64)
        .with_style(style)
        .with_prefix(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Returns whether a line is printed after `done` steps: one for each tenth, and one at the end.
fn is_told(done: usize, length: usize) -> bool {
    let tenths = |done: usize| done * LINES / length.max(1);
    tenths(done) > tenths(done - 1)
}

/// `running on cortex-m4: 130 of 1300, 12 s`
fn line(what: &str, done: usize, length: usize, elapsed: Duration) -> String {
    format!("{what}: {done} of {length}, {} s", elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_has_a_line_for_each_tenth_and_the_end() {
        let told =
            |length: usize| Vec::from_iter((1..=length).filter(|&done| is_told(done, length)));
        assert_eq!(told(3), [1, 2, 3]);
        assert_eq!(told(20), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
        assert_eq!(told(1_301).len(), LINES);
        assert_eq!(told(1_301).last(), Some(&1_301));
        assert_eq!(
            line("running on host", 130, 1_300, Duration::from_millis(12_700)),
            "running on host: 130 of 1300, 12 s"
        );
    }
}
