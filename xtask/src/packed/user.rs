//! A user with an empty home, whose only registry is a folder.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_tiny_model::manifest;
use cargo_tiny_model::toolchain::{machine_dir, workspace_dir};
use serde_json::Value;

use super::registry::Registry;
use crate::answers;
use crate::cargo::{cargo, output};

/// The model of the application, and the name of its vectors.
const MODEL: &str = "hello_world";

/// The source that runs the model on all of its inputs.
const APPLICATION: &str = "\
//! The sine of every input, beside TFLM's output.

use tiny_model::{Arena, tiny_model};

tiny_model!(\"models/hello_world.tflite\");

const EXPECTED: &[u8; 256] = include_bytes!(\"../models/hello_world.out.bin\");

fn main() {
    let mut arena = Arena::new();
    let mut model = HelloWorld::new(&mut arena);
    for (input, expected) in (i8::MIN..=i8::MAX).zip(EXPECTED) {
        *model.input() = [input];
        assert_eq!(*model.run(), [expected.cast_signed()], \"of {input}\");
    }
    println!(\"256 of 256 agree\");
}
";

/// The Cargo configuration of a firmware project. The tool still builds its host programs for this machine.
const CONFIGURATION: &str = "\
[build]
target = \"thumbv7em-none-eabi\"
rustflags = [\"-Clink-arg=-Tno-such-script.x\"]
";

pub(super) struct User {
    home: PathBuf,
    /// The folder of a project.
    project: PathBuf,
    /// A folder outside of projects.
    elsewhere: PathBuf,
}

impl User {
    /// Creates the home, and a project with the application and the model's vectors.
    pub(super) fn new(folder: &Path, registry: &Registry) -> Result<Self> {
        let [home, project, elsewhere] =
            ["home", "project", "elsewhere"].map(|name| folder.join(name));
        for folder in [
            home.join(".cargo"),
            home.join(".cache/tiny-model"),
            project.join("src"),
            project.join("models"),
            elsewhere.clone(),
        ] {
            fs::create_dir_all(folder)?;
        }
        let configuration = format!(
            "[source.crates-io]\nreplace-with = \"packed\"\n\n[source.packed]\ndirectory = {:?}\n\n\
             [net]\noffline = true\n",
            registry.folder
        );
        fs::write(home.join(".cargo/config.toml"), configuration)?;
        // Packages that the setup unpacked for this machine are not fetched again.
        let packages = machine_dir().join("packages");
        if packages.is_dir() {
            let cache = home.join(".cache/tiny-model");
            output(Command::new("cp").arg("-R").arg(packages).arg(cache))?;
        }
        let manifest = "[package]\nname = \"application\"\nedition = \"2024\"\n\n\
                        [dependencies]\ntiny-model = \"0.1\"\n";
        fs::write(project.join("Cargo.toml"), manifest)?;
        fs::write(project.join("src/main.rs"), APPLICATION)?;
        copy_vectors(&project.join("models"))?;
        Ok(Self {
            home,
            project,
            elsewhere,
        })
    }

    /// Installs the command line, with the versions that it was packed with.
    pub(super) fn install(&self) -> Result<()> {
        eprintln!("installing the packed command line");
        let words = [
            "install",
            "--locked",
            "--quiet",
            "--debug",
            "cargo-tiny-model",
        ];
        output(&mut self.cargo(&self.elsewhere, &words))?;
        let program = self.home.join(".cargo/bin/cargo-tiny-model");
        let said = output(Command::new(&program).arg("--version"))?;
        ensure!(
            said == format!("cargo-tiny-model {}\n", env!("CARGO_PKG_VERSION")),
            "the installed command line says it is {said}"
        );
        // A path of the clone in it would work only on this machine.
        let clone = workspace_dir().display().to_string();
        let bytes = fs::read(&program)?;
        let knows = bytes
            .windows(clone.len())
            .any(|bytes| bytes == clone.as_bytes());
        ensure!(!knows, "the installed command line knows of {clone}");
        Ok(())
    }

    /// Builds and runs the application.
    pub(super) fn runs_an_application(&self) -> Result<()> {
        eprintln!("building an application with the packed tiny-model");
        let said = output(&mut self.cargo(&self.project, &["run", "--quiet"]))?;
        ensure!(said == "256 of 256 agree\n", "the application says {said}");
        fs::create_dir(self.project.join(".cargo"))?;
        Ok(fs::write(
            self.project.join(".cargo/config.toml"),
            CONFIGURATION,
        )?)
    }

    /// Compares the model with its vectors on an emulated board and on this machine, in the project.
    pub(super) fn compares_on_a_board(&self) -> Result<()> {
        for target in ["cortex-m4", "host"] {
            eprintln!("the installed command line compares the model on {target}");
            let words = ["tiny-model", "parity", "models", "--target", target];
            let said = output(&mut self.cargo(&self.project, &words))?;
            let verdict = format!("{target}: 1 of 1 agree\n");
            ensure!(
                said.ends_with(&verdict),
                "`cargo tiny-model parity` says {said}"
            );
        }
        ensure!(
            self.project.join("target/tiny-model/build").is_dir(),
            "programs are not built in the project's target folder"
        );
        Ok(())
    }

    /// Measures the model on an emulated board.
    pub(super) fn measures(&self) -> Result<()> {
        eprintln!("the installed command line measures the model");
        let words = ["tiny-model", "bench", "models/hello_world.tflite"];
        let words = words.into_iter().chain(["--json", "target/bench.json"]);
        output(&mut self.cargo(&self.project, &Vec::from_iter(words)))?;
        let records = fs::read_to_string(self.project.join("target/bench.json"))?;
        let records: Value = serde_json::from_str(&records)?;
        ensure!(records[0]["exact"] == true, "it measured {records}");
        ensure!(
            records[0]["insns"].as_u64() > Some(0),
            "it measured {records}"
        );
        Ok(())
    }

    /// Runs the model outside of a project.
    pub(super) fn runs_outside_of_projects(&self) -> Result<()> {
        eprintln!("the installed command line runs the model outside of a project");
        let models = self.project.join("models");
        let path = |file: &str| models.join(file).display().to_string();
        let words = [
            "tiny-model",
            "run",
            &path("hello_world.tflite"),
            "--in",
            &path("hello_world.in.bin"),
            "--out",
            "out.bin",
        ];
        output(&mut self.cargo(&self.elsewhere, &words))?;
        let (got, expected) = (
            fs::read(self.elsewhere.join("out.bin"))?,
            fs::read(models.join("hello_world.out.bin"))?,
        );
        ensure!(
            got == expected,
            "`cargo tiny-model run` gives other outputs"
        );
        let files = fs::read_dir(&self.elsewhere)?.count();
        ensure!(
            files == 1,
            "`cargo tiny-model run` leaves files where it runs"
        );
        Ok(())
    }

    /// Returns Cargo as the user runs it.
    fn cargo(&self, folder: &Path, words: &[&str]) -> Command {
        let mut command = cargo(words);
        command
            .current_dir(folder)
            .env("HOME", &self.home)
            .env("CARGO_HOME", self.home.join(".cargo"))
            .env("PATH", self.path())
            .env_remove("XDG_CACHE_HOME");
        // rustup's folder of compilers, unless the environment names it.
        if env::var_os("RUSTUP_HOME").is_none()
            && let Some(home) = env::var_os("HOME")
        {
            command.env("RUSTUP_HOME", Path::new(&home).join(".rustup"));
        }
        for (name, _) in env::vars_os() {
            // These are variables of the Cargo that runs this command.
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("TINY_MODEL_") {
                command.env_remove(name.as_ref());
            }
        }
        command.env_remove("CARGO_TARGET_DIR").env_remove("CARGO");
        command
    }

    /// Returns the path with the home's installed programs first.
    fn path(&self) -> OsString {
        let programs = iter::once(self.home.join(".cargo/bin"));
        let path = env::var_os("PATH").unwrap_or_default();
        let path = Vec::from_iter(programs.chain(env::split_paths(&path)));
        env::join_paths(path).unwrap_or_default()
    }
}

/// Copies the model and its vectors, with a manifest.
fn copy_vectors(folder: &Path) -> Result<()> {
    let answers = answers::folder()?;
    let manifest = fs::read_to_string(answers.join(manifest::FILE))?;
    let mut manifest: Value = serde_json::from_str(&manifest)?;
    let Some(entries) = manifest["models"].as_array_mut() else {
        bail!("the manifest lists no models")
    };
    entries.retain(|entry| entry["name"] == MODEL);
    let entry = entries.first_mut().context("the model has no vectors")?;
    for key in ["model", "in", "out"] {
        let file = answers.join(entry[key].as_str().context("a path is missing")?);
        let name = file.file_name().context("a path has no name")?.to_owned();
        fs::copy(&file, folder.join(&name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
        entry[key] = name.to_string_lossy().into();
    }
    Ok(fs::write(
        folder.join(manifest::FILE),
        manifest.to_string(),
    )?)
}
