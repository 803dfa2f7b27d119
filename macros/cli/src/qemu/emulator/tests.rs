use std::cell::RefCell;

use anyhow::{Context as _, Result, bail};

use super::{BUNDLE, Emulator, EmulatorSource, Version, choose, major};

/// A machine, by the versions of QEMU that it has and can get.
#[derive(Default)]
struct Fake {
    on_path: RefCell<Option<u32>>,
    unpacked: Option<u32>,
    installs: Option<u32>,
    unpacks: Option<u32>,
    /// The actions on the machine so far.
    done: RefCell<Vec<&'static str>>,
}

fn emulator(place: &str, major: Option<u32>) -> Result<Emulator> {
    let major = major.context("there is none")?;
    Ok(Emulator {
        program: place.into(),
        version: format!("QEMU emulator version {major}.2.0"),
    })
}

impl EmulatorSource for Fake {
    fn on_path(&self) -> Result<Emulator> {
        emulator("on the path", *self.on_path.borrow())
    }

    fn unpacked(&self) -> Result<Emulator> {
        emulator("unpacked before", self.unpacked)
    }

    fn install(&self) -> Result<()> {
        self.done.borrow_mut().push("install");
        let version = self.installs.context("would remove qemu-utils")?;
        self.on_path.replace(Some(version));
        Ok(())
    }

    fn unpack(&self, version: Version) -> Result<Emulator> {
        self.done.borrow_mut().push("unpack");
        let emulator = emulator("unpacked", self.unpacks)?;
        match version {
            Version::Preferred if !emulator.counts() => bail!("none that counts"),
            _ => Ok(emulator),
        }
    }
}

/// Checks the chosen emulator, its major version, and the actions that led to it.
#[track_caller]
fn check(machine: &Fake, counting: bool, expected: (&str, u32), done: &[&str]) {
    let chosen = choose(machine, counting).expect("an emulator");
    let place = chosen.program.display().to_string();
    let version = major(&chosen.version).expect("a version");
    assert_eq!((place.as_str(), version), expected);
    assert_eq!(*machine.done.borrow(), done);
}

#[test]
fn what_is_there_is_used() {
    let machine = Fake {
        on_path: Some(7).into(),
        unpacked: Some(7),
        installs: Some(7),
        ..Fake::default()
    };
    check(&machine, true, ("on the path", 7), &[]);
    let machine = Fake {
        unpacked: Some(7),
        installs: Some(7),
        ..Fake::default()
    };
    check(&machine, true, ("unpacked before", 7), &[]);
}

#[test]
fn installed_packages_come_before_unpacked_ones() {
    let machine = Fake {
        installs: Some(7),
        unpacks: Some(7),
        ..Fake::default()
    };
    check(&machine, true, ("on the path", 7), &["install"]);
}

#[test]
fn what_cannot_be_installed_is_unpacked() {
    let machine = Fake {
        unpacks: Some(7),
        ..Fake::default()
    };
    check(&machine, false, ("unpacked", 7), &["install", "unpack"]);
}

#[test]
fn one_that_does_not_count_runs_programs_and_another_counts() {
    let machine = Fake {
        on_path: Some(10).into(),
        unpacks: Some(7),
        ..Fake::default()
    };
    check(&machine, false, ("on the path", 10), &[]);
    check(&machine, true, ("unpacked", 7), &["unpack"]);
    let machine = Fake {
        on_path: Some(10).into(),
        unpacked: Some(7),
        ..Fake::default()
    };
    check(&machine, true, ("unpacked before", 7), &[]);
}

#[test]
fn where_none_counts_one_that_runs_will_do() {
    let machine = Fake {
        installs: Some(10),
        unpacks: Some(10),
        ..Fake::default()
    };
    check(&machine, true, ("on the path", 10), &["install", "unpack"]);
    let machine = Fake {
        unpacks: Some(10),
        ..Fake::default()
    };
    check(&machine, true, ("unpacked", 10), &["install", "unpack"]);
}

#[test]
fn a_machine_without_any_says_what_was_tried_and_what_to_do() {
    let error = choose(&Fake::default(), true)
        .expect_err("nothing works")
        .to_string();
    for part in [
        "- installed: would remove qemu-utils",
        "- unpacked: there is none",
        "`qemu-system-arm` is on the path",
    ] {
        assert!(error.contains(part), "{part:?} is missing in: {error}");
    }
}

#[test]
fn finds_the_major_version() {
    assert_eq!(
        major("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)"),
        Some(7)
    );
    assert_eq!(major("QEMU emulator version 10.0.2"), Some(10));
    assert_eq!(major("something else"), None);
}

#[test]
fn packages_that_count_are_preferred() {
    for (version, counts) in [
        ("1:7.2+dfsg-7+deb12u18+b3", true),
        ("1:8.2.2+ds-0ubuntu1", true),
        ("1:10.0.2+ds-2+deb13u1~bpo12+1", false),
        ("1:2.11+dfsg-1", false),
        ("7.2", true),
    ] {
        assert_eq!((BUNDLE.prefers)(version), counts, "{version}");
    }
}
