//! Tests that unpack programs on systems made of folders: a file of installed packages, and a repository of
//! small ones. Only apt and dpkg are real.

mod repository;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::apt::Apt;
use super::{Bundle, Version, status, unpack};
use crate::capture::capture;
use crate::qemu;
use repository::Repository;

/// A bundle that resembles QEMU: its common files have the same source, it needs two libraries, and newer versions
/// are not usable.
const EMULATOR: Bundle = Bundle {
    packages: &["emulator"],
    source: "emu",
    program: "usr/bin/emulator",
    data: &[("-L", "usr/share/emulator")],
    prefers: |version| version.starts_with("1:7."),
};

/// A library that every test system has.
const THERE: &str = "\
Package: libthere
Status: install ok installed
Architecture: all
Version: 2

";

/// Another version of tools of the same source, which the user has installed and keeps.
const UTILITIES: &str = "\
Package: emulator-utils
Status: hold ok installed
Architecture: all
Source: emu
Version: 1:10.0
Breaks: emulator-common (<< 1:10)

";

/// The common files of that version.
const COMMON: &str = "\
Package: emulator-common
Status: install ok installed
Architecture: all
Source: emu
Version: 1:10.0
Breaks: emulator (<< 1:10)

";

/// A package with a missing dependency: apt installs nothing until that is fixed.
const BROKEN: &str = "\
Package: broken
Status: install ok half-configured
Architecture: all
Version: 1
Depends: nowhere

";

/// An essential package that conflicts with a required library.
const ESSENTIAL: &str = "\
Package: essential
Essential: yes
Status: install ok installed
Architecture: all
Version: 1
Conflicts: libfresh

";

/// Returns whether the machine has apt; reports the skipped tests without it.
fn has_apt() -> bool {
    let has = capture(Command::new("apt-get").arg("--version")).is_ok();
    if !has {
        left_out("there is no apt-get, so packages cannot be unpacked");
    }
    has
}

fn left_out(reason: &str) {
    // Written directly, because the output of the print macros is hidden in passing tests.
    writeln!(std::io::stderr(), "LEFT OUT: {reason}").expect("standard error");
}

/// Runs the test on a system with these packages.
fn on_system(packages: &[&str], test: impl Fn(&Repository, &Apt, &Path)) {
    if !has_apt() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::new(&folder.path().join("repository"));
    let status = folder.path().join("status");
    let text = packages.concat();
    fs::write(&status, &text).expect("written");
    let apt = Apt::for_system(
        folder.path().join("apt"),
        status.clone(),
        repository.options(),
    );
    test(&repository, &apt, &folder.path().join("unpacked"));
    assert_eq!(
        fs::read_to_string(status).expect("the packages"),
        text,
        "the system's packages stay as they are"
    );
}

/// Runs the unpacked program and returns its output.
fn unpacked(apt: &Apt, home: &Path) -> String {
    let program = unpack::unpack(&EMULATOR, Version::Any, home, apt)
        .unwrap_or_else(|error| panic!("{error:#}"));
    capture(Command::new(program).arg("run")).expect("it runs")
}

/// Returns the names of the packages to fetch.
fn planned(apt: &Apt) -> Vec<String> {
    let plan = apt
        .plan(&EMULATOR, Version::Any)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let name = |word: String| word.split([':', '=']).next().unwrap_or_default().to_owned();
    let mut names = Vec::from_iter(plan.0.into_iter().map(|package| name(package.word)));
    names.sort();
    names
}

#[test]
fn nothing_of_the_system_is_in_the_way() {
    let systems = [
        vec![THERE],
        vec![THERE, UTILITIES],
        vec![THERE, UTILITIES, COMMON],
        vec![THERE, BROKEN],
        vec![THERE, ESSENTIAL],
    ];
    for system in systems {
        on_system(&system, |_, apt, home| {
            assert_eq!(
                planned(apt),
                ["emulator", "emulator-common", "libfresh"],
                "with {system:?}"
            );
            let said = unpacked(apt, home);
            let (words, data) = said.split_once(" -L ").expect("where its data is");
            assert_eq!(words, "emulator 7.2");
            let (data, words) = data.split_once(' ').expect("more words");
            assert_eq!(words, "run");
            let data = fs::read_to_string(Path::new(data).join("data")).expect("its data");
            assert_eq!(data, "common 7.2\n");
        });
    }
}

#[test]
fn installing_would_have_removed_packages() {
    on_system(&[THERE, UTILITIES], |_, apt, home| {
        planned(apt);
        let status = home.with_file_name("status");
        let mut install = apt.command("apt-get");
        install
            .args(["-o", &format!("Dir::State::status={}", status.display())])
            .args(["install", "--simulate", "--yes", "--no-remove", "emulator"]);
        let error = capture(&mut install).expect_err("the case is one");
        assert!(error.to_string().contains("emulator-utils"), "{error}");
    });
}

#[test]
fn a_library_that_the_system_lacks_is_fetched() {
    on_system(&[], |_, apt, _| {
        assert_eq!(
            planned(apt),
            ["emulator", "emulator-common", "libfresh", "libthere"]
        );
    });
}

#[test]
fn what_works_is_left_and_what_does_not_is_replaced() {
    on_system(&[THERE], |_, apt, home| {
        let said = unpacked(apt, home);
        let folder = unpack::folder(home, &EMULATOR);
        let mark = folder.join("mark");
        fs::write(&mark, "").expect("written");
        assert_eq!(unpacked(apt, home), said);
        assert!(mark.exists(), "it was unpacked again");
        fs::remove_file(folder.join("files/usr/lib/libfresh.so.1")).expect("a library");
        assert_eq!(unpacked(apt, home), said);
        assert!(!mark.exists(), "it was not unpacked again");
    });
}

#[test]
fn what_was_interrupted_begins_afresh() {
    on_system(&[THERE], |_, apt, home| {
        let partial = home.join("emulator.partial/files/usr/bin");
        fs::create_dir_all(&partial).expect("a folder");
        fs::write(partial.join("emulator"), "half of").expect("written");
        unpacked(apt, home);
        assert!(!home.join("emulator.partial").exists());
    });
}

#[test]
fn several_may_want_it_at_once() {
    on_system(&[THERE], |_, apt, home| {
        std::thread::scope(|scope| {
            let threads = [(); 3].map(|()| scope.spawn(|| unpacked(apt, home)));
            for thread in threads {
                let said = thread.join().expect("no panic");
                assert!(said.starts_with("emulator 7.2"), "{said}");
            }
        });
    });
}

#[test]
fn lists_that_are_out_of_date_are_renewed() {
    on_system(&[THERE], |repository, apt, home| {
        planned(apt);
        repository.renew("libfresh", "2");
        // A later run, with the lists that this one fetched.
        let later = Apt::for_system(
            home.with_file_name("apt"),
            home.with_file_name("status"),
            repository.options(),
        );
        assert!(unpacked(&later, home).starts_with("emulator 7.2"));
    });
}

#[test]
fn another_version_is_not_fetched_where_it_is_of_no_use() {
    const NEWEST: Bundle = Bundle {
        prefers: |version| version.starts_with("1:8."),
        ..EMULATOR
    };
    on_system(&[THERE], |_, apt, home| {
        let error = unpack::unpack(&NEWEST, Version::Preferred, home, apt).expect_err("no 8");
        let error = format!("{error:#}");
        assert!(error.contains("only: 1:10.0, 1:7.2"), "{error}");
        let any = unpack::unpack(&NEWEST, Version::Any, home, apt);
        assert!(any.is_ok(), "{any:?}");
    });
}

#[test]
fn packages_that_do_not_exist_are_named() {
    const NONE: Bundle = Bundle {
        packages: &["no-such-package"],
        ..EMULATOR
    };
    on_system(&[THERE], |_, apt, home| {
        let error = unpack::unpack(&NONE, Version::Any, home, apt).expect_err("there is none");
        let error = format!("{error:#}");
        assert!(
            error.starts_with("no-such-package cannot be unpacked: "),
            "{error}"
        );
        assert!(
            error.contains("Unable to locate package no-such-package"),
            "{error}"
        );
        assert!(!home.join("no-such-package").exists());
    });
}

/// QEMU's tools of Debian 13, which Debian 12 has as a backport.
const QEMU_UTILITIES: &str = "\
Package: qemu-utils
Status: install ok installed
Architecture: amd64
Multi-Arch: foreign
Source: qemu (1:10.0.2+ds-2+deb13u1~bpo12+1)
Version: 1:10.0.2+ds-2+deb13u1~bpo12+1
Breaks: qemu-system-common (<< 1:10)
";

/// Uses the distribution's own packages, on this system with and without QEMU's tools of another
/// version.
#[test]
fn the_real_qemu_is_unpacked() {
    if !has_apt() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let system = fs::read_to_string("/var/lib/dpkg/status").expect("the system's packages");
    let without = status::facts(&system, qemu::BUNDLE.source);
    let with = without.clone() + QEMU_UTILITIES;
    let status = folder.path().join("status");
    let apt = Apt::for_system(folder.path().join("apt"), status.clone(), Vec::new());
    let plans = [without, with].map(|packages| {
        fs::write(&status, packages).expect("written");
        apt.plan(&qemu::BUNDLE, Version::Any)
    });
    let lists = fs::read_dir(folder.path().join("apt/lists")).expect("the lists");
    let lists = lists.flatten().map(|entry| entry.file_name());
    if !lists
        .into_iter()
        .any(|name| name.to_string_lossy().contains("_Packages"))
    {
        return left_out("the distribution cannot be reached, so its QEMU cannot be unpacked");
    }
    let [without, with] = plans.map(|plan| plan.unwrap_or_else(|error| panic!("{error:#}")));
    assert_eq!(without, with);
    let home = folder.path().join("unpacked");
    let program = unpack::unpack(&qemu::BUNDLE, Version::Any, &home, &apt)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let boards = capture(Command::new(program).args(["-machine", "help"])).expect("it runs");
    assert!(boards.contains("mps2-an386"), "{boards}");
}
