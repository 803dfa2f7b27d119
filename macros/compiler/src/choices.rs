//! What a user chooses about the program of a model.

use std::fmt;
use std::str::FromStr;

/// All choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices {
    /// What the code is made for.
    pub optimize: Optimize,
    /// In which order it computes.
    pub schedule: Schedule,
    /// How it gets its input.
    pub input: Input,
    /// How it keeps weights that are float16.
    pub float16: Float16,
    /// Bytes of arena that it may take, if that is known.
    pub arena: Option<u64>,
}

impl Choices {
    /// The options that are others in `other`, as they are written there.
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

/// One choice: an option with few values.
pub(crate) trait Choice: FromStr<Err = String> {
    /// Its values, for messages.
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

            /// The value as it is written.
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
    /// What the code is made for.
    Optimize {
        /// The fewest cycles.
        #[default]
        Speed = "speed",
        /// The least flash: loops instead of unrolled kernels, shared by all shapes.
        Size = "size",
    }
}

choice! {
    /// In which order a run computes.
    Schedule {
        /// The fastest that fits the budget.
        #[default]
        Fastest = "fastest",
        /// The one that takes the least RAM.
        Smallest = "smallest",
    }
}

choice! {
    /// How a model on f32 keeps weights that are float16.
    Float16 {
        /// As f32, which no kernel needs to widen.
        #[default]
        Widened = "widened",
        /// At half the flash; kernels widen each when they use it.
        Kept = "kept",
    }
}

choice! {
    /// How a model gets its input.
    Input {
        /// The caller writes it into the arena.
        #[default]
        Whole = "whole",
        /// Row by row, so that it is never stored.
        Rows = "rows",
    }
}
