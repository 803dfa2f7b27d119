//! The user's choices for the program of a model.

mod names;

use std::fmt;
use std::str::FromStr;

pub use names::{OptionName, Resource};

/// All choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices {
    /// The goal of the generated code.
    pub optimize: Optimize,
    /// The order of computation.
    pub schedule: Schedule,
    /// The way the input is passed.
    pub input: Input,
    /// The format of float16 weights in flash.
    pub float16: Float16,
    /// The budget of the arena in bytes, if it is known.
    pub arena: Option<u64>,
}

impl Choices {
    /// Returns the options with other values in `other`, in the user's syntax.
    pub(crate) fn differing(&self, other: Self) -> Vec<String> {
        let options = [
            ("optimize", self.optimize.name(), other.optimize.name()),
            ("schedule", self.schedule.name(), other.schedule.name()),
            ("input", self.input.name(), other.input.name()),
            ("float16", self.float16.name(), other.float16.name()),
        ];
        let differing = options.iter().filter(|(_, before, after)| before != after);
        differing
            .map(|(option, _, value)| format!("{option} = {value}"))
            .collect()
    }
}

impl From<Optimize> for Choices {
    fn from(optimize: Optimize) -> Self {
        Self {
            optimize,
            ..Self::default()
        }
    }
}

/// A choice: an option with few values.
pub(crate) trait Choice: FromStr<Err = String> {
    /// The values, for messages.
    const VALUES: &'static str;
}

/// Defines a choice with the names of its two values.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident {
        $(#[$of_first:meta])* $first:ident = $first_text:literal,
        $(#[$of_second:meta])* $second:ident = $second_text:literal,
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[$of_first])* $first,
            $(#[$of_second])* $second,
        }

        impl $name {
            /// All values.
            pub const ALL: [Self; 2] = [Self::$first, Self::$second];

            /// The value in the user's syntax.
            pub fn name(self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    Self::$second => $second_text,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                let known = Self::ALL.into_iter().find(|choice| choice.name() == name);
                known.ok_or_else(|| Self::VALUES.to_owned())
            }
        }

        impl Choice for $name {
            const VALUES: &'static str =
                concat!("`", $first_text, "` or `", $second_text, "`");
        }
    };
}

choice! {
    /// The goal of the generated code.
    Optimize {
        /// The fewest cycles.
        #[default]
        Speed = "speed",
        /// The least flash: loops instead of unrolled kernels, shared by all shapes.
        Size = "size",
    }
}

choice! {
    /// The order of a run's computation.
    Schedule {
        /// The fastest schedule that fits the budget.
        #[default]
        Fastest = "fastest",
        /// The schedule that takes the least RAM.
        Smallest = "smallest",
    }
}

choice! {
    /// The format of a float model's float16 weights in flash.
    Float16 {
        /// As f32, so that no kernel has to widen them.
        #[default]
        Widened = "widened",
        /// As float16, at half the flash; kernels widen each weight when they use it.
        Kept = "kept",
    }
}

choice! {
    /// The way a model's input is passed.
    Input {
        /// The caller writes the whole input into the arena.
        #[default]
        Whole = "whole",
        /// The caller feeds the input row by row, so that it is never stored whole.
        Rows = "rows",
    }
}
