//! Packages of Debian and its relatives.

use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context as _, Result, bail};

use super::capture;

/// Installs the packages, without their recommendations and without removing others.
///
/// # Errors
/// When there is no `apt-get`, or it fails; the message shows what it said.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if capture(Command::new("apt-get").arg("--version")).is_err() {
        bail!(
            "{names} cannot be installed: this is not Debian or one of its relatives (there is no apt-get)"
        );
    }
    eprintln!("installing {names} by apt-get");
    update()?;
    let install = ["install", "--yes", "--no-install-recommends", "--no-remove"];
    capture(apt_get()?.args(install).args(packages))
        .with_context(|| format!("{names} cannot be installed"))?;
    Ok(())
}

/// Fetches the lists of packages, once a process.
fn update() -> Result<()> {
    static UPDATED: Mutex<bool> = Mutex::new(false);
    let mut updated = UPDATED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if !*updated {
        capture(apt_get()?.arg("update"))
            .context("the lists of packages cannot be fetched; is there a network?")?;
        *updated = true;
    }
    Ok(())
}

/// `apt-get` as root, which asks nothing and waits its turn when another one is at work.
fn apt_get() -> Result<Command> {
    let mut command = if capture(Command::new("id").arg("-u"))? == "0" {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-o", "DPkg::Lock::Timeout=300"]);
    Ok(command)
}
