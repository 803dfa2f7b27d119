//! The installation of packages into the system.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};

use crate::capture::capture;

/// Installs the packages, without their recommendations and without removing others. It never asks for a
/// password: without root's rights it fails.
///
/// # Errors
/// Returns an error if there is no `apt-get`, or it fails; the message has its output.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if capture(Command::new("apt-get").arg("--version")).is_err() {
        bail!(
            "{names} cannot be installed: this is not Debian or a derivative (there is no apt-get)"
        );
    }
    let mut install = apt_get().with_context(|| format!("{names} cannot be installed"))?;
    eprintln!("installing {names} by apt-get");
    // Lists that are partly out of date may suffice; if they do not, they are the likely reason.
    let update = update();
    install.args(["install", "--yes", "--no-install-recommends", "--no-remove"]);
    match capture(install.args(packages)) {
        Ok(_) => Ok(()),
        Err(error) => {
            update.with_context(|| {
                format!(
                    "{names} cannot be installed, because the lists of packages cannot be fetched"
                )
            })?;
            Err(error.context(format!("{names} cannot be installed")))
        }
    }
}

/// Fetches the lists of packages, once per process unless it fails.
fn update() -> Result<()> {
    static UPDATED: Mutex<bool> = Mutex::new(false);
    let mut updated = UPDATED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*updated {
        capture(apt_get()?.args(["-o", "APT::Update::Error-Mode=any", "update"]))?;
        *updated = true;
    }
    Ok(())
}

/// Returns `apt-get` as root, which asks nothing and waits for other instances.
fn apt_get() -> Result<Command> {
    let mut command = if capture(Command::new("id").arg("-u"))? == "0" {
        Command::new("apt-get")
    } else {
        let sudo = ["--non-interactive", "--preserve-env=DEBIAN_FRONTEND"];
        if capture(Command::new("sudo").args(sudo).arg("true")).is_err() {
            bail!("only root may install packages, and sudo requires a password or is missing");
        }
        let mut command = Command::new("sudo");
        command.args(sudo).arg("apt-get");
        command
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-o", "DPkg::Lock::Timeout=300"]);
    Ok(command)
}
