use std::cell::Cell;

use anyhow::{Result, bail};

use super::distribution::Distribution;
use super::{Compiler, CompilerSource, find};

/// A machine, by the actions that succeed on it.
#[derive(Default)]
struct Fake {
    has: bool,
    downloads: bool,
    distribution: Cell<bool>,
    packages: bool,
}

impl CompilerSource for Fake {
    fn has(&self, _: &str) -> Result<bool> {
        Ok(self.has)
    }

    fn download(&self, _: &str) -> Result<()> {
        if self.downloads {
            Ok(())
        } else {
            bail!("no download")
        }
    }

    fn distribution(&self) -> Result<Distribution> {
        if self.distribution.get() {
            Ok(Distribution::default())
        } else {
            bail!("no compiler")
        }
    }

    fn get_distribution(&self) -> Result<Distribution> {
        if !self.packages {
            bail!("no packages");
        }
        self.distribution.set(true);
        self.distribution()
    }
}

fn compiler(machine: &Fake) -> Result<Compiler> {
    find(machine, "thumbv7em-none-eabi")
}

#[test]
fn what_is_there_is_used() {
    let machine = Fake {
        has: true,
        downloads: true,
        packages: true,
        ..Fake::default()
    };
    assert_eq!(compiler(&machine).expect("it is there"), Compiler::Default);
}

#[test]
fn rustup_comes_before_the_distribution() {
    let machine = Fake {
        downloads: true,
        packages: true,
        ..Fake::default()
    };
    assert_eq!(
        compiler(&machine).expect("rustup has it"),
        Compiler::Default
    );
    assert!(!machine.distribution.get());
}

#[test]
fn the_distribution_helps_where_rustup_cannot() {
    for (installed, packages) in [(true, false), (false, true)] {
        let machine = Fake {
            distribution: installed.into(),
            packages,
            ..Fake::default()
        };
        assert_eq!(
            compiler(&machine).expect("the distribution has it"),
            Compiler::Distribution(Distribution::default())
        );
    }
}

#[test]
fn a_machine_without_any_says_what_was_tried_and_what_to_do() {
    let error = format!(
        "{:#}",
        compiler(&Fake::default()).expect_err("nothing works")
    );
    for part in [
        "no download",
        "no packages",
        "rustup target add thumbv7em-none-eabi",
    ] {
        assert!(error.contains(part), "{part:?} is missing in: {error}");
    }
}
