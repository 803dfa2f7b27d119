//! The packages as they are published: packed, and used from their packed files alone.
//!
//! A user is played who has Rust, and a registry that has the packed files; nothing of this clone is known to the
//! tools that are built there.

mod registry;
mod user;

use anyhow::Result;

use self::registry::Registry;
use self::user::User;

/// Packs everything that is published, and builds and runs an application and the command line from that.
///
/// # Errors
/// When a package lacks something, does not build or gives other answers.
pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let registry = Registry::pack(&folder.path().join("registry"))?;
    let user = User::new(folder.path(), &registry)?;
    user.install()?;
    user.runs_an_application()?;
    // The sources that the command line was built from are no more.
    registry.forget("cargo-tiny-model")?;
    user.compares_on_a_board()?;
    user.measures()?;
    user.runs_outside_of_projects()
}
