//! apt with lists, caches and locks of its own: it needs no root, and leaves the system's as they are.

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

/// The system's sources and settings, with a state of our own.
pub(super) struct Apt {
    /// The folder of its state.
    folder: PathBuf,
    /// The file of the system's packages; only read.
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

    /// For another system than this one.
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
    /// When there is no apt, or it finds no packages that fit together; the message shows what it said.
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
        // Lists that are partly out of date may be enough; when they are not, they are the likely reason.
        let printed = capture(&mut install).map_err(|error| match lists {
            Ok(()) => error,
            Err(lists) => {
                anyhow!("the lists of packages cannot be fetched: {lists}\n{error:#}")
            }
        })?;
        Plan::read(&printed)
    }

    /// Fetches the packages into the folder, and checks their sums.
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

    /// Makes the folders, and tells apt what the system has.
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

    /// The bundle's packages, the first with the newest of the versions that are preferred, if there is one.
    fn words(&self, bundle: &Bundle, version: Version) -> Result<Vec<String>> {
        let mut words = Vec::from_iter(bundle.packages.iter().map(|&name| name.to_owned()));
        let mut madison = self.command("apt-cache");
        let printed = capture(madison.args(["madison", bundle.packages[0]]))?;
        let versions = Vec::from_iter(plan::versions(&printed));
        match versions.iter().find(|version| (bundle.prefers)(version)) {
            Some(preferred) => words[0] = format!("{}={preferred}", words[0]),
            None if version == Version::Preferred => bail!(
                "the distribution has no version of {} that is of use, only: {}",
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
            // A user of lesser rights, whom apt fetches as where it runs as root, may not write into our folders.
            "APT::Sandbox::User=root".to_owned(),
            // Our own lock is held; dpkg's is of the system, which nothing here changes.
            "Debug::NoLocking=1".to_owned(),
            // For people.
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
