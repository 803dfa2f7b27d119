//! The packages as they are published: packed, and used from their packed files only.
//!
//! The test simulates a user who has Rust, and a registry with the packed files; the tools that are built there
//! do not know this clone.

mod registry;
mod user;

use anyhow::Result;

use self::registry::Registry;
use self::user::User;

/// Packs all published packages, and builds and runs an application and the command line from them.
///
/// # Errors
/// Returns an error if a package lacks something, does not build or gives other outputs.
pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let registry = Registry::pack(&folder.path().join("registry"))?;
    let user = User::new(folder.path(), &registry)?;
    user.install()?;
    user.runs_an_application()?;
    // The sources of the command line are removed.
    registry.forget("cargo-tiny-model")?;
    user.compares_on_a_board()?;
    user.measures()?;
    user.runs_outside_of_projects()
}
