//! Cargo's profiles that users choose.

use std::fmt;

/// The settings of a profile that decide which checks are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// `opt-level`
    pub(crate) level: &'static str,
    /// `lto`
    pub(crate) lto: &'static str,
    /// `overflow-checks`
    pub(crate) overflow_checks: bool,
}

impl Profile {
    /// Cargo's default of `--release`.
    pub(crate) const DEFAULT: Self = Self {
        level: "3",
        lto: "false",
        overflow_checks: false,
    };

    const LEVELS: [&str; 5] = ["1", "2", "3", "s", "z"];

    /// Returns the profile with `overflow-checks` on.
    pub(crate) fn checked(self) -> Self {
        Self {
            overflow_checks: true,
            ..self
        }
    }

    /// The levels of optimization, with Cargo's default of the rest.
    pub(crate) fn of_levels() -> [Self; 5] {
        Self::LEVELS.map(|level| Self {
            level,
            ..Self::DEFAULT
        })
    }

    /// The default, the levels with each kind of optimization by the linker, and the levels with checks of
    /// arithmetic.
    pub(crate) fn all() -> Vec<Self> {
        let linked = ["off", "thin", "fat"].into_iter();
        let linked = linked.flat_map(|lto| Self::of_levels().map(|level| Self { lto, ..level }));
        let checked = Self::of_levels().map(Self::checked);
        [Self::DEFAULT]
            .into_iter()
            .chain(linked)
            .chain(checked)
            .collect()
    }

    /// The variables that tell Cargo so.
    pub(crate) fn variables(&self) -> [(&'static str, &'static str); 4] {
        let checked = if self.overflow_checks {
            "true"
        } else {
            "false"
        };
        [
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.level),
            ("CARGO_PROFILE_RELEASE_LTO", self.lto),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
            ("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", checked),
        ]
    }
}

impl fmt::Display for Profile {
    /// Writes the settings as a manifest has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            level,
            lto,
            overflow_checks,
        } = self;
        write!(
            f,
            "opt-level = {level}, lto = {lto}, overflow-checks = {overflow_checks}"
        )
    }
}
