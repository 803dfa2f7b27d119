//! apt with separate lists, caches and locks: it needs no root, and leaves the system's files
//! unchanged.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result, anyhow, bail};

use super::plan::{self, Plan};
use super::status;
use super::{Bundle, Version};
use crate::capture::capture;

/// The file in which dpkg keeps the states of the system's packages.
const STATUS: &str = "/var/lib/dpkg/status";

/// apt with the system's sources and settings, and a separate state.
pub(super) struct Apt {
    /// The folder of its state.
    folder: PathBuf,
    /// The file of the system's packages, which is only read.
    status: PathBuf,
    /// More options, as after `-o`.
    options: Vec<String>,
    /// The result of fetching the lists, which happens once.
    lists: OnceLock<Result<(), String>>,
}

impl Apt {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            status: STATUS.into(),
            options: Vec::new(),
            lists: OnceLock::new(),
        }
    }

    /// Creates an apt for another system than this one.
    #[cfg(test)]
    pub(super) fn for_system(folder: PathBuf, status: PathBuf, options: Vec<String>) -> Self {
        Self {
            folder,
            status,
            options,
            lists: OnceLock::new(),
        }
    }

    /// Returns the packages that must be fetched for the bundle to run on the system as it is.
    ///
    /// # Errors
    /// Returns an error if there is no apt, or it finds no packages that fit together; the message has
    /// its output.
    pub(super) fn plan(&self, bundle: &Bundle, version: Version) -> Result<Plan> {
        self.prepare(bundle)?;
        let lists = self.lists.get_or_init(|| {
            eprintln!("fetching the lists of packages");
            let update = capture(self.command("apt-get").arg("update"));
            update.map(drop).map_err(|error| format!("{error:#}"))
        });
        let words = self.words(bundle, version)?;
        let mut install = self.command("apt-get");
        install
            .args(["install", "--print-uris", "--yes"])
            .args(["--no-install-recommends", "--allow-downgrades"])
            .args(words);
        // Lists that are partly out of date may suffice; if they do not, they are the likely reason.
        let printed = capture(&mut install).map_err(|error| match lists {
            Ok(()) => error,
            Err(lists) => {
                anyhow!("the lists of packages cannot be fetched: {lists}\n{error:#}")
            }
        })?;
        Plan::read(&printed)
    }

    /// Fetches the packages into the folder, and checks their checksums.
    pub(super) fn download(&self, plan: &Plan, folder: &Path) -> Result<()> {
        let words = plan.0.iter().map(|package| &package.word);
        capture(
            self.command("apt-get")
                .arg("download")
                .args(words)
                .current_dir(folder),
        )?;
        Ok(())
    }

    /// Creates the folders, and gives apt the facts about the system's packages.
    fn prepare(&self, bundle: &Bundle) -> Result<()> {
        for folder in ["lists/partial", "cache/archives/partial"] {
            let folder = self.folder.join(folder);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let status = fs::read_to_string(&self.status)
            .with_context(|| format!("cannot read {}", self.status.display()))?;
        fs::write(self.own_status(), status::facts(&status, bundle.source))
            .with_context(|| format!("cannot write {}", self.own_status().display()))
    }

    /// Returns the bundle's packages, the first with the newest of the preferred versions, if there is one.
    fn words(&self, bundle: &Bundle, version: Version) -> Result<Vec<String>> {
        let mut words = Vec::from_iter(bundle.packages.iter().map(|&name| name.to_owned()));
        let mut madison = self.command("apt-cache");
        let printed = capture(madison.args(["madison", bundle.packages[0]]))?;
        let versions = Vec::from_iter(plan::versions(&printed));
        match versions.iter().find(|version| (bundle.prefers)(version)) {
            Some(preferred) => words[0] = format!("{}={preferred}", words[0]),
            None if version == Version::Preferred => bail!(
                "the distribution has no usable version of {}, only: {}",
                words[0],
                versions.join(", ")
            ),
            None => {}
        }
        Ok(words)
    }

    fn own_status(&self) -> PathBuf {
        self.folder.join("status")
    }

    pub(super) fn command(&self, program: &str) -> Command {
        let path = |name: &str| self.folder.join(name).display().to_string();
        let options = [
            format!("Dir::State={}", path("")),
            format!("Dir::State::lists={}", path("lists")),
            format!("Dir::State::status={}", self.own_status().display()),
            format!("Dir::Cache={}", path("cache")),
            // apt, run as root, fetches as an unprivileged user who cannot write into these folders.
            "APT::Sandbox::User=root".to_owned(),
            // The tool holds its own lock; dpkg's lock belongs to the system, which is not changed.
            "Debug::NoLocking=1".to_owned(),
            // Translations are not needed.
            "Acquire::Languages=none".to_owned(),
        ];
        let mut command = Command::new(program);
        command.env("LC_ALL", "C");
        for option in options.iter().chain(&self.options) {
            command.args(["-o", option]);
        }
        command
    }
}
