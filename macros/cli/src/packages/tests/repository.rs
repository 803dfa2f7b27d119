//! A repository of small packages in a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::capture::capture;

pub(super) struct Repository {
    folder: PathBuf,
}

/// A program that needs a library of its packages and one of the system's, which the test replaces.
const PROGRAM: &str = "\
#!/bin/sh
IFS=:
for folder in $LD_LIBRARY_PATH; do
    if [ -e \"$folder/libfresh.so.1\" ]; then
        unset IFS
        echo \"emulator VERSION $*\"
        exit 0
    fi
done
echo 'libfresh.so.1: cannot open shared object file' >&2
exit 127
";

impl Repository {
    pub(super) fn new(folder: &Path) -> Self {
        let repository = Self {
            folder: folder.to_owned(),
        };
        fs::create_dir_all(folder).expect("a folder");
        for version in ["7.2", "10.0"] {
            repository.add(
                "emulator",
                &format!("1:{version}"),
                "Source: emu\nDepends: libthere, libfresh, emulator-common (>= 1:7)\n",
                &[("usr/bin/emulator", &PROGRAM.replace("VERSION", version))],
            );
        }
        repository.add(
            "emulator-common",
            "1:7.2",
            "Source: emu\n",
            &[("usr/share/emulator/data", "common 7.2\n")],
        );
        for library in ["libfresh", "libthere"] {
            repository.add_library(library, "1");
        }
        let sources = format!("deb [trusted=yes] file:{} ./\n", folder.display());
        fs::write(folder.join("sources.list"), sources).expect("written");
        repository.index();
        repository
    }

    /// Returns apt's options for a system that has no other repository.
    pub(super) fn options(&self) -> Vec<String> {
        let sources = self.folder.join("sources.list");
        vec![
            format!("Dir::Etc::sourcelist={}", sources.display()),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            "Dir::Etc::preferences=/dev/null".to_owned(),
            "Dir::Etc::preferencesparts=/dev/null".to_owned(),
        ]
    }

    /// Replaces the library's package with another version.
    pub(super) fn renew(&self, library: &str, version: &str) {
        fs::remove_file(self.folder.join(format!("{library}_1.deb"))).expect("the old one");
        self.add_library(library, version);
        self.index();
    }

    fn add_library(&self, name: &str, version: &str) {
        let file = format!("usr/lib/{name}.so.1");
        self.add(name, version, "", &[(&file, "a library\n")]);
    }

    fn add(&self, name: &str, version: &str, fields: &str, files: &[(&str, &str)]) {
        let root = tempfile::tempdir().expect("a folder");
        let control = format!(
            "Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Nobody\n{fields}Description: a test\n"
        );
        for (path, text) in [("DEBIAN/control", control.as_str())].iter().chain(files) {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(&path, text).expect("written");
            capture(Command::new("chmod").arg("755").arg(&path)).expect("chmod");
        }
        let name = format!("{name}_{}.deb", version.replace(':', "-"));
        let mut build = Command::new("dpkg-deb");
        build
            .args(["--root-owner-group", "--build"])
            .arg(root.path())
            .arg(self.folder.join(name));
        capture(&mut build).expect("a package");
    }

    /// Writes the list of packages.
    fn index(&self) {
        let mut list = String::new();
        for entry in fs::read_dir(&self.folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "deb") {
                let run = |program: &str, words: &[&str]| {
                    capture(Command::new(program).args(words).arg(&path)).expect("it runs")
                };
                let sum = run("sha256sum", &[]);
                list += &format!(
                    "{}\nFilename: ./{}\nSize: {}\nSHA256: {}\n\n",
                    run("dpkg-deb", &["--field"]),
                    entry.file_name().to_string_lossy(),
                    entry.metadata().expect("a file").len(),
                    sum.split(' ').next().unwrap_or_default(),
                );
            }
        }
        fs::write(self.folder.join("Packages"), list).expect("written");
    }
}
