//! The script that runs an unpacked program with its libraries.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Bundle;

/// The folder of the packages' files in an unpacked bundle.
pub(super) const ROOT: &str = "files";

/// Returns the script of an unpacked bundle. It is in a separate folder, which can be put on the
/// path.
pub(super) fn path(bundle: &Bundle, folder: &Path) -> PathBuf {
    let name = Path::new(bundle.program).file_name().unwrap_or_default();
    folder.join("bin").join(name)
}

/// Writes the script. It finds all files relative to its own path, so that the folder may be moved.
pub(super) fn write(bundle: &Bundle, folder: &Path) -> Result<()> {
    let path = path(bundle, folder);
    let libraries = libraries(&folder.join(ROOT))?;
    let wrote = || {
        fs::create_dir_all(folder.join("bin"))?;
        fs::write(&path, script(bundle, &libraries))?;
        make_executable(&path)
    };
    wrote().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// Does nothing: systems without these permissions have no packages to unpack.
#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn script(bundle: &Bundle, libraries: &BTreeSet<PathBuf>) -> String {
    let folders = libraries
        .iter()
        .map(|folder| format!("$root/{}", folder.display()));
    let folders = Vec::from_iter(folders).join(":");
    let data = bundle
        .data
        .iter()
        .map(|(word, path)| format!(" {word} \"$root/{path}\""));
    format!(
        "\
#!/bin/sh
# Runs {program} of packages that are unpacked, not installed.
root=$(dirname \"$(readlink -f \"$0\")\")/../{ROOT}
LD_LIBRARY_PATH=\"{folders}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\"
export LD_LIBRARY_PATH
exec \"$root/{program}\"{data} \"$@\"
",
        program = bundle.program,
        data = data.collect::<String>(),
    )
}

/// Returns the folders of libraries, relative to the root: those that the linker searches by default.
fn libraries(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut folders = BTreeSet::new();
    for lib in ["lib", "usr/lib"] {
        if root.join(lib).is_dir() {
            add_with_libraries(root, Path::new(lib), &mut folders)?;
            for entry in fs::read_dir(root.join(lib))? {
                let folder = Path::new(lib).join(entry?.file_name());
                // Names such as `x86_64-linux-gnu`.
                if folder.to_string_lossy().contains("-linux-") {
                    add_with_libraries(root, &folder, &mut folders)?;
                }
            }
        }
    }
    Ok(folders)
}

fn add_with_libraries(root: &Path, folder: &Path, folders: &mut BTreeSet<PathBuf>) -> Result<()> {
    let full = root.join(folder);
    if full.is_dir() {
        for entry in fs::read_dir(full)? {
            if entry?.file_name().to_string_lossy().contains(".so") {
                folders.insert(folder.to_owned());
                break;
            }
        }
    }
    Ok(())
}
