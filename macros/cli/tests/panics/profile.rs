//! Cargo's profiles that users choose.

use std::fmt;

/// The settings of a profile that decide which checks are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// `opt-level`
    pub(crate) level: &'static str,
    /// `lto`
    pub(crate) lto: &'static str,
}

impl Profile {
    /// Cargo's default of `--release`.
    pub(crate) const DEFAULT: Self = Self {
        level: "3",
        lto: "false",
    };

    const LEVELS: [&str; 5] = ["1", "2", "3", "s", "z"];

    /// The levels of optimization, with Cargo's default of the rest.
    pub(crate) fn of_levels() -> Vec<Self> {
        let level = |level| Self {
            level,
            ..Self::DEFAULT
        };
        Self::LEVELS.map(level).into()
    }

    /// The default, and the levels with each kind of optimization by the linker.
    pub(crate) fn all() -> Vec<Self> {
        let linked = ["off", "thin", "fat"].into_iter();
        let linked = linked.flat_map(|lto| Self::LEVELS.map(|level| Self { level, lto }));
        [Self::DEFAULT].into_iter().chain(linked).collect()
    }

    /// The variables that tell Cargo so.
    pub(crate) fn variables(&self) -> [(&'static str, &'static str); 3] {
        [
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.level),
            ("CARGO_PROFILE_RELEASE_LTO", self.lto),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ]
    }
}

impl fmt::Display for Profile {
    /// Writes the settings as a manifest has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { level, lto } = self;
        write!(f, "opt-level = {level}, lto = {lto}")
    }
}
