//! A registry in a folder: the packages of this workspace from their packed files, and all their dependencies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::{Toolchain, work_dir};
use serde::Deserialize;
use serde_json::json;

use crate::cargo::{cargo, output, succeed};

/// A registry's folder and the names of this workspace's packages in it, with their versions.
pub(super) struct Registry {
    pub(super) folder: PathBuf,
    packages: Vec<Package>,
}

/// The fields of a manifest that a registry reads.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    /// The registries that it may be published to: none where it is not published.
    publish: Option<Vec<String>>,
    description: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    readme: Option<String>,
    keywords: Vec<String>,
    categories: Vec<String>,
    metadata: Option<serde_json::Value>,
}

/// Files that every package has.
const FILES: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "README.md"];

impl Registry {
    /// Packs the published packages into a registry.
    ///
    /// # Errors
    /// Returns an error if a package cannot be packed, or lacks a license or a field that the
    /// registry shows.
    pub(super) fn pack(folder: &Path) -> Result<Self> {
        let packages = packages()?;
        let registry = Self {
            folder: folder.to_owned(),
            packages,
        };
        let target = work_dir().join("packed");
        let mut pack = cargo(&["package", "--locked", "--quiet", "--no-verify"]);
        // Uncommitted changes are tested too.
        pack.arg("--allow-dirty").arg("--target-dir").arg(&target);
        for package in &registry.packages {
            pack.args(["--package", &package.name]);
        }
        succeed(&mut pack)?;
        // Its advice on configuring Cargo does not apply here.
        let mut vendor = cargo(&["vendor", "--locked", "--quiet", "--versioned-dirs"]);
        // Packages come from the registry that this machine uses.
        vendor.arg("--respect-source-config");
        output(vendor.arg(folder))?;
        // A standard library that is built from source also needs packages.
        let library = Toolchain::ensure(Target::CortexM4)?.library_packages();
        if let Some(packages) = library.filter(|packages| packages.is_dir()) {
            let packages = packages.join(".");
            output(Command::new("cp").arg("-R").arg(packages).arg(folder))?;
        }
        for package in &registry.packages {
            let file = format!("{}-{}.crate", package.name, package.version);
            registry.add(package, &target.join("package").join(file))?;
        }
        Ok(registry)
    }

    /// Removes the sources of a package.
    pub(super) fn forget(&self, name: &str) -> Result<()> {
        let package = self.packages.iter().find(|package| package.name == name);
        let package = package.with_context(|| format!("{name} is not published"))?;
        Ok(fs::remove_dir_all(self.sources(package))?)
    }

    fn sources(&self, package: &Package) -> PathBuf {
        self.folder
            .join(format!("{}-{}", package.name, package.version))
    }

    fn add(&self, package: &Package, packed: &Path) -> Result<()> {
        output(
            Command::new("tar")
                .arg("-xzf")
                .arg(packed)
                .arg("-C")
                .arg(&self.folder),
        )?;
        let sources = self.sources(package);
        for file in FILES {
            let path = sources.join(file);
            if !fs::symlink_metadata(&path).is_ok_and(|data| data.is_file() && data.len() > 0) {
                bail!("the packed {} has no {file}", package.name);
            }
        }
        let sum = output(Command::new("sha256sum").arg(packed))?;
        let sum = sum.split(' ').next().context("sha256sum says nothing")?;
        let sums = json!({ "files": {}, "package": sum });
        Ok(fs::write(
            sources.join(".cargo-checksum.json"),
            sums.to_string(),
        )?)
    }
}

/// Returns the published packages.
fn packages() -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let metadata = ["metadata", "--locked", "--no-deps", "--format-version=1"];
    let Metadata { mut packages } = serde_json::from_str(&output(&mut cargo(&metadata))?)?;
    packages.retain(|package| package.publish.is_none());
    for package in &packages {
        let lacks = package.lacks();
        if !lacks.is_empty() {
            bail!(
                "the manifest of {} lacks {}",
                package.name,
                lacks.join(", ")
            );
        }
    }
    Ok(packages)
}

impl Package {
    /// Returns the names of missing fields that a registry or docs.rs needs.
    fn lacks(&self) -> Vec<&'static str> {
        let docs = self.metadata.as_ref().and_then(|data| data.get("docs"));
        let has = [
            ("a description", self.description.is_some()),
            ("a license", self.license.is_some()),
            ("a repository", self.repository.is_some()),
            ("a readme", self.readme.is_some()),
            ("keywords", !self.keywords.is_empty()),
            ("categories", !self.categories.is_empty()),
            ("settings of docs.rs", docs.is_some()),
        ];
        let lacking = has.into_iter().filter(|(_, has)| !has);
        lacking.map(|(what, _)| what).collect()
    }
}
