//! The options of `tiny_model!` that are chosen for the programs of models.

use std::fmt;

use tiny_model_compiler::{Float16, Input, Optimize, Schedule};

/// All choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::Args)]
pub struct Choices {
    /// Optimization goal: `speed` or `size`
    #[arg(long, value_name = "SPEED-OR-SIZE", default_value_t)]
    pub optimize: Optimize,
    /// Schedule: `fastest`, or `smallest` for the least RAM
    #[arg(long, value_name = "FASTEST-OR-SMALLEST", default_value_t)]
    pub schedule: Schedule,
    /// Form of the input: `whole`, or fed by `rows`
    #[arg(long, value_name = "WHOLE-OR-ROWS", default_value_t)]
    pub input: Input,
    /// Storage of float16 weights: `widened` to f32, or `kept` at half the flash
    #[arg(long, value_name = "WIDENED-OR-KEPT", default_value_t)]
    pub float16: Float16,
}

impl From<Optimize> for Choices {
    fn from(optimize: Optimize) -> Self {
        Self {
            optimize,
            ..Self::default()
        }
    }
}

impl From<Choices> for tiny_model_compiler::Choices {
    fn from(choices: Choices) -> Self {
        let Choices {
            optimize,
            schedule,
            input,
            float16,
        } = choices;
        Self {
            optimize,
            schedule,
            input,
            float16,
            arena: None,
        }
    }
}

impl fmt::Display for Choices {
    /// Formats as the macro's options.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            optimize,
            schedule,
            input,
            float16,
        } = self;
        write!(
            f,
            "optimize = {optimize}, schedule = {schedule}, input = {input}"
        )?;
        match float16 {
            Float16::Widened => Ok(()),
            Float16::Kept => write!(f, ", float16 = {float16}"),
        }
    }
}

impl Choices {
    /// Returns `speed`, or `speed, smallest, rows`: the schedule and the input where they are not the
    /// default.
    #[must_use]
    pub fn label(&self) -> String {
        let defaults = Self::default();
        let mut label = self.optimize.to_string();
        if self.schedule != defaults.schedule {
            label = label + ", " + self.schedule.name();
        }
        if self.input != defaults.input {
            label = label + ", " + self.input.name();
        }
        if self.float16 != defaults.float16 {
            label = label + ", " + self.float16.name();
        }
        label
    }

    /// Returns a part of a program's name: the choices that are not the default.
    pub(crate) fn suffix(&self) -> String {
        let names = [
            self.optimize.name(),
            self.schedule.name(),
            self.input.name(),
            self.float16.name(),
        ];
        let defaults = Self::default();
        let defaults = [
            defaults.optimize.name(),
            defaults.schedule.name(),
            defaults.input.name(),
            defaults.float16.name(),
        ];
        let chosen = names.iter().zip(defaults).filter(|(name, of)| *name != of);
        chosen.map(|(name, _)| format!("_{name}")).collect()
    }
}
