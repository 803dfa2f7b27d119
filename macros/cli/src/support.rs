//! The parts of generated programs besides the model: crates whose source is included in this tool, the
//! published `tiny-model`, and the versions of all other crates.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::folders::{self, work_dir, workspace, write_if_changed};
use crate::lock;

/// A crate whose source is included in the tool.
struct Carried {
    name: &'static str,
    manifest: fn() -> String,
    files: &'static [(&'static str, &'static str)],
}

/// The name and the text of each file in a folder of `support/`.
macro_rules! files {
    ($folder:literal: $($file:literal)*) => {
        &[$((
            concat!("src/", $file),
            include_str!(concat!("../support/", $folder, "/", $file)),
        )),*]
    };
}

/// The crate for firmware on emulated boards.
const FIRMWARE_SUPPORT: Carried = Carried {
    name: "firmware-support",
    manifest: || {
        "\
[features]
default = [\"panic-message\"]
panic-message = []

[target.'cfg(target_os = \"none\")'.dependencies]
cortex-m-rt = \"0.7\"
cortex-m-semihosting = \"0.5\"
"
        .to_owned()
    },
    files: files!["firmware-support":
        "command_line.rs" "console.rs" "count.rs" "fault.rs" "file.rs" "lib.rs" "panic.rs"
        "platform/board.rs" "platform/host.rs" "stack.rs"],
};

/// The crate with which programs read cases from files and write their outputs.
const HARNESS: Carried = Carried {
    name: "tiny-model-harness",
    manifest: || {
        format!(
            "\
[dependencies]
firmware-support = {{ path = \"../firmware-support\" }}
static_cell = \"2.1\"
{}

[target.'cfg(target_os = \"none\")'.dependencies]
cortex-m = {{ version = \"0.7\", features = [\"critical-section-single-core\"] }}
portable-atomic = {{ version = \"1\", features = [\"critical-section\"] }}
",
            published("tiny-model-kernels", "runtime/kernels", "")
        )
    },
    files: files!["harness": "lib.rs" "value.rs"],
};

/// The versions that tiny-model is tested with, from its own lock file: Cargo uses the part that a program
/// needs.
const LOCK: &str = include_str!("../support/workspace.lock");

/// Returns the dependencies of a program: `firmware-support` with the options `more`, the harness if it is wanted,
/// and `tiny-model`.
pub(crate) fn dependencies(harness: bool, more: &str) -> String {
    let path = |name: &str| work_dir().join("support").join(name);
    let mut lines = vec![format!(
        "firmware-support = {{ path = {:?}{more} }}",
        path(FIRMWARE_SUPPORT.name)
    )];
    if harness {
        lines.push(format!(
            "{} = {{ path = {:?} }}",
            HARNESS.name,
            path(HARNESS.name)
        ));
    }
    // Only Armv8-M considers the feature; the board's Cortex-M33 has the extension.
    lines.push(published("tiny-model", "runtime", ", features = [\"dsp\"]"));
    lines.join("\n")
}

/// Returns the manifest line for one of tiny-model's packages: the published one of this tool's version, or
/// the folder in tiny-model's workspace if the tool runs there.
fn published(name: &str, folder: &str, more: &str) -> String {
    match workspace() {
        Some(workspace) => format!("{name} = {{ path = {:?}{more} }}", workspace.join(folder)),
        None => format!(
            "{name} = {{ version = \"={}\"{more} }}",
            env!("CARGO_PKG_VERSION")
        ),
    }
}

/// Writes the crates that programs depend on, and the lock file of the program in `package`.
pub(crate) fn write(package: &Path) -> Result<()> {
    let folder = work_dir().join("support");
    let _lock = lock::wait(&folder)?;
    for Carried {
        name,
        manifest,
        files,
    } in [FIRMWARE_SUPPORT, HARNESS]
    {
        let folder = folder.join(name);
        let manifest = format!(
            "\
# Made by `cargo tiny-model`.
[package]
name = {name:?}
version = \"0.0.0\"
edition = \"2024\"
publish = false

{}",
            manifest()
        );
        write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        for (file, text) in files {
            write_if_changed(&folder.join(file), text)?;
        }
    }
    // Cargo completes the given lock file; it is replaced when this tool has other versions.
    let given = package.join("given.lock");
    let locked = package.join("Cargo.lock");
    if !locked.is_file() || !fs::read_to_string(&given).is_ok_and(|old| old == LOCK) {
        folders::write(&locked, LOCK)?;
        folders::write(&given, LOCK)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Programs of the installed tool would lack a file that is not included.
    #[test]
    fn every_file_is_carried() {
        let support = Path::new(env!("CARGO_MANIFEST_DIR")).join("support");
        for (folder, carried) in [("firmware-support", FIRMWARE_SUPPORT), ("harness", HARNESS)] {
            let mut found = Vec::new();
            let mut folders = vec![support.join(folder)];
            while let Some(folder) = folders.pop() {
                for entry in fs::read_dir(folder).expect("a folder").flatten() {
                    match entry.path() {
                        path if path.is_dir() => folders.push(path),
                        path => found.push(path),
                    }
                }
            }
            let mut found = Vec::from_iter(found.iter().map(|path| {
                let path = path.strip_prefix(support.join(folder)).expect("inside");
                format!("src/{}", path.display())
            }));
            found.sort();
            assert_eq!(
                found,
                Vec::from_iter(carried.files.iter().map(|(name, _)| *name))
            );
        }
    }
}
