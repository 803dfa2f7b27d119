//! Cargo's profiles that users may choose.

use std::fmt;

/// The settings of a profile that determine which checks remain.
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
    /// Cargo's default for `--release`.
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

    /// Returns the levels of optimization, with Cargo's default for the other settings.
    pub(crate) fn of_levels() -> [Self; 5] {
        Self::LEVELS.map(|level| Self {
            level,
            ..Self::DEFAULT
        })
    }

    /// Returns the default, the levels with each kind of link-time optimization, and the levels with
    /// overflow checks.
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

    /// Returns the environment variables of these settings.
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
    /// Formats the settings as in a manifest.
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
