//! The firmware that the documents show: each folder of `firmware` is a package as a user makes it, built for its chips.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Messages of Cargo when it cannot download the dependencies of a firmware.
const NO_NETWORK: [&str; 2] = [
    "failed to download",
    "failed to query replaced source registry",
];

const MODEL: &str = "models/fashion_mnist.tflite";

/// Builds a firmware for a target, or reports why that is impossible.
fn builds(name: &str, target: &str) {
    if !is_installed(target) {
        return left_out(name, target, "rustc has no such target, nor has rustup");
    }
    let output = build(name, target);
    let errors = String::from_utf8_lossy(&output.stderr);
    if NO_NETWORK.iter().any(|text| errors.contains(text)) {
        return left_out(name, target, &errors);
    }
    assert!(output.status.success(), "{name} for {target}: {errors}");
    assert!(!errors.contains("warning"), "{name} for {target}: {errors}");
}

/// Prints directly, because the test harness hides the output of passing tests.
fn left_out(name: &str, target: &str, reason: &str) {
    let text = format!("LEFT OUT: the firmware `{name}` for {target}: {reason}");
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Returns whether rustc has the target, after a request to rustup to install it.
fn is_installed(target: &str) -> bool {
    let has_core = || {
        let rustc = Command::new("rustc")
            .args(["--print", "target-libdir", "--target", target])
            .output();
        let folder = rustc.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        folder.is_ok_and(|folder| !folder.is_empty() && Path::new(&folder).is_dir())
    };
    let install = || {
        Command::new("rustup")
            .args(["target", "add", target])
            .output()
    };
    has_core() || (install().is_ok() && has_core())
}

/// Builds a copy of the package, with this tiny-model in place of the published one.
fn build(name: &str, target: &str) -> Output {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = tests.parent().expect("the workspace");
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.join(format!("firmware-{name}-{target}"));
    let package = tests.join("firmware").join(name);
    for path in files(&package) {
        copy(&package.join(&path), &folder.join(path));
    }
    // This folder is inside the workspace.
    let manifest = folder.join("Cargo.toml");
    let content = fs::read_to_string(&manifest).expect("a manifest") + "\n[workspace]\n";
    fs::write(manifest, content).expect("a manifest");
    copy(&root.join("examples").join(MODEL), &folder.join(MODEL));
    // The copy uses the versions of this workspace.
    copy(&root.join("Cargo.lock"), &folder.join("Cargo.lock"));
    Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "--target",
            target,
            "--config",
        ])
        .arg(format!(
            "patch.crates-io.tiny-model.path={:?}",
            root.join("runtime")
        ))
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", temporary.join("firmware"))
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo runs")
}

/// Returns the files of a folder and its subfolders, relative to it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let names = entries.map(|entry| PathBuf::from(entry.expect("an entry").file_name()));
    names
        .flat_map(|name| match folder.join(&name).is_dir() {
            true => files(&folder.join(&name))
                .iter()
                .map(|path| name.join(path))
                .collect(),
            false => vec![name],
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
    fs::copy(from, to).unwrap_or_else(|error| panic!("{from:?}: {error}"));
}

#[test]
fn on_a_cortex_m0() {
    builds("cortex-m", "thumbv6m-none-eabi");
}

#[test]
fn on_a_cortex_m4() {
    builds("cortex-m", "thumbv7em-none-eabi");
}

#[test]
fn on_risc_v() {
    builds("riscv", "riscv32imc-unknown-none-elf");
}

#[test]
fn with_embassy() {
    builds("embassy", "thumbv7em-none-eabi");
}

#[test]
fn with_rtic() {
    builds("rtic", "thumbv7m-none-eabi");
}
