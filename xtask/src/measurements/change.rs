//! The changes between two measurements.

use std::fmt;

use cargo_tiny_model::bench::BenchRecord;
use tiny_model_compiler::diagnostics::thousands;

use super::Measurements;

/// The tolerance of the difference between a figure and the recorded one: see [`FIGURES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tolerance {
    /// Increases and decreases have to be blessed.
    SameCompiler,
    /// Figures of another compiler may increase by more; decreases are accepted.
    OtherCompiler,
}

/// A figure that differs from the recorded one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    place: String,
    figure: &'static str,
    old: u64,
    new: u64,
}

/// A compared figure of a record.
struct Figure {
    name: &'static str,
    of: fn(&BenchRecord) -> u64,
    /// The tolerances in percent, with the compiler of the record and with another one.
    tolerances: [Option<u64>; 2],
}

const FIGURES: [Figure; 7] = [
    compiled("instructions", |record| record.insns),
    compiled("cycles", |record| record.cycles),
    planned("bytes of arena", |record| record.arena_bytes as u64),
    planned("bytes of state", |record| record.state_bytes as u64),
    Figure {
        // A few registers are a large part of it; it also has a limit.
        tolerances: [Some(1), None],
        ..compiled("bytes of stack", |record| record.stack_bytes as u64)
    },
    compiled("bytes of code", |record| record.flash_code_bytes as u64),
    planned("bytes of weights", |record| {
        record.flash_weight_bytes as u64
    }),
];

/// Returns a figure that depends on rustc.
const fn compiled(name: &'static str, of: fn(&BenchRecord) -> u64) -> Figure {
    let tolerances = [Some(1), Some(5)];
    Figure {
        name,
        of,
        tolerances,
    }
}

/// Returns a figure that only the project's own compiler determines.
const fn planned(name: &'static str, of: fn(&BenchRecord) -> u64) -> Figure {
    let tolerances = [Some(1), Some(1)];
    Figure {
        name,
        of,
        tolerances,
    }
}

impl Measurements {
    /// Returns the tolerance for figures of another measurement.
    pub(crate) fn tolerance(&self, other: &Self) -> Tolerance {
        if self.toolchain == other.toolchain {
            Tolerance::SameCompiler
        } else {
            Tolerance::OtherCompiler
        }
    }

    /// Returns the figures of `new` that are out of tolerance; figures that only one of them has
    /// are ignored.
    pub(crate) fn changes(&self, new: &Self, tolerance: Tolerance) -> Vec<Change> {
        let mut changes = Vec::new();
        for new in new.records.iter().map(|measured| &measured.cost) {
            let mut old = self.records.iter().map(|measured| &measured.cost);
            if let Some(old) = old.find(|old| place(old) == place(new)) {
                changes.extend(of_record(old, new, tolerance));
            }
        }
        changes
    }

    /// Returns the figures that `new` has and `self` does not.
    pub(crate) fn unknown(&self, new: &Self) -> Vec<String> {
        let known = Vec::from_iter(self.records.iter().map(|measured| place(&measured.cost)));
        let places = new.records.iter().map(|measured| place(&measured.cost));
        places.filter(|place| !known.contains(place)).collect()
    }
}

fn place(record: &BenchRecord) -> String {
    format!("{}, {}, {}", record.model, record.target, record.choices())
}

fn of_record(old: &BenchRecord, new: &BenchRecord, tolerance: Tolerance) -> Vec<Change> {
    let change = |figure: &Figure| {
        let percent = figure.tolerances[tolerance as usize]?;
        let (before, after) = ((figure.of)(old), (figure.of)(new));
        let difference = match tolerance {
            Tolerance::SameCompiler => after.abs_diff(before),
            Tolerance::OtherCompiler => after.saturating_sub(before),
        };
        (difference * 100 > before * percent).then(|| Change {
            place: place(new),
            figure: figure.name,
            old: before,
            new: after,
        })
    };
    FIGURES.iter().filter_map(change).collect()
}

impl Change {
    #[cfg(test)]
    pub(super) fn new(place: &str, figure: &'static str, old: u64, new: u64) -> Self {
        let place = place.to_owned();
        Self {
            place,
            figure,
            old,
            new,
        }
    }

    /// Returns the relative change: 0.02 for 2 % more.
    pub(super) fn growth(&self) -> f64 {
        self.new as f64 / self.old.max(1) as f64 - 1.0
    }

    /// Formats the change briefly.
    pub(super) fn short(&self) -> String {
        let Self { place, figure, .. } = self;
        format!("{place}: {:+.1} % {figure}", 100.0 * self.growth())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            figure,
            old,
            new,
        } = self;
        let growth = 100.0 * self.growth();
        let (old, new) = (thousands(*old), thousands(*new));
        write!(f, "{place}: {old} → {new} {figure} ({growth:+.1} %)")
    }
}
