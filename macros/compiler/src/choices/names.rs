//! The names of the options.

use std::fmt;

/// The resource that a budget bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// RAM.
    Arena,
    /// Flash.
    Flash,
}

impl Resource {
    /// The name of the resource's option.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arena => "arena",
            Self::Flash => "flash",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// All options by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionName {
    /// `arena`
    Arena,
    /// `flash`
    Flash,
    /// `optimize`
    Optimize,
    /// `schedule`
    Schedule,
    /// `input`
    Input,
    /// `float16`
    Float16,
    /// `weights`
    Weights,
    /// `custom`
    Custom,
}

impl OptionName {
    /// All options.
    pub const ALL: [Self; 8] = [
        Self::Arena,
        Self::Flash,
        Self::Optimize,
        Self::Schedule,
        Self::Input,
        Self::Float16,
        Self::Weights,
        Self::Custom,
    ];

    /// The option's name in the source code.
    pub fn text(self) -> &'static str {
        match self {
            Self::Arena => "arena",
            Self::Flash => "flash",
            Self::Optimize => "optimize",
            Self::Schedule => "schedule",
            Self::Input => "input",
            Self::Float16 => "float16",
            Self::Weights => "weights",
            Self::Custom => "custom",
        }
    }

    /// Returns the option of this name.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.text() == text)
    }
}
