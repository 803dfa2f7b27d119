//! What the same model is compiled for: the macro cannot see the target, so for all of them.

use std::fmt;
use std::str::FromStr;

/// A set of kernels. The runtime expands the program of the one that the target runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Safe Rust for every target: the definition.
    Portable,
    /// Armv7E-M, and Armv8-M Mainline with the DSP extension.
    Dsp,
}

/// What the code is made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Optimize {
    /// The fewest cycles.
    #[default]
    Speed,
    /// The least flash: loops instead of unrolled kernels, shared by all shapes.
    Size,
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Portable, Self::Dsp];

    /// Its module in the runtime, and the macro there that expands its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Dsp => "dsp",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Optimize {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Speed, Self::Size];

    /// The value of the option.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::Size => "size",
        }
    }
}

impl fmt::Display for Optimize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Optimize {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|choice| choice.name() == name);
        known.ok_or_else(|| format!("`{}` or `{}`", Self::Speed, Self::Size))
    }
}
