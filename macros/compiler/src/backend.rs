//! What the same model is compiled for: the macro cannot see the target, so for all of them.

use std::fmt;

/// A set of kernels. The runtime expands the program of the one that the target runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Safe Rust for every target: the definition.
    Portable,
    /// Armv7E-M, and Armv8-M Mainline with the DSP extension.
    Dsp,
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
