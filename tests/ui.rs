//! The messages for a user's mistakes: each file in `ui` makes the mistake that it is named after.
//!
//! The `.stderr` files are rustc's own rendering, so they belong to one version of rustc: that in `ui/rustc-version`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::Command;
use std::{env, fs};

/// The version of rustc, as `1.95`, that the answers were written with.
const EXPECTED: &str = include_str!("ui/rustc-version");

/// Says that the compiler is another one than that of the answers: before they are compared, and after.
struct OtherCompiler(String);

impl OtherCompiler {
    /// Says nothing where the compiler is that of the answers.
    fn warn() -> Option<Self> {
        let used = version(&rustc_says());
        let other = (used.as_deref() != Some(EXPECTED.trim())).then(|| {
            let used = used.unwrap_or_else(|| "of an unknown version".to_owned());
            Self(used)
        });
        other.inspect(Self::say)
    }

    /// Says it past the test harness, which hides what passing tests print.
    fn say(&self) {
        let (used, expected) = (&self.0, EXPECTED.trim());
        let _ = writeln!(
            std::io::stderr(),
            "\nOTHER COMPILER: the answers in tests/ui belong to rustc {expected}, and this is rustc {used}, \
             which may underline or indent otherwise.\n\
             `rustup run {expected} cargo test -p tiny-model-tests --test ui` compares them with their own compiler; \
             to record answers of this one, write its version into tests/ui/rustc-version.\n"
        );
    }
}

impl Drop for OtherCompiler {
    fn drop(&mut self) {
        self.say();
    }
}

/// `rustc 1.95.0 (59807616e 2026-04-14)`, or nothing where rustc does not start.
fn rustc_says() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(rustc).arg("--version").output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).into_owned()
}

/// The major and minor number in what `rustc --version` says.
fn version(said: &str) -> Option<String> {
    let (major, rest) = said.strip_prefix("rustc ")?.split_once('.')?;
    let (minor, _) = rest.split_once('.')?;
    Some(format!("{major}.{minor}"))
}

#[test]
fn mistakes_are_explained() {
    // It is dropped after the answers have been compared, which panics if they differ.
    let _other = OtherCompiler::warn();
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn versions_are_read() {
    let stable = version("rustc 1.95.0 (59807616e 2026-04-14)\n");
    assert_eq!(stable.as_deref(), Some("1.95"));
    let nightly = version("rustc 1.97.0-nightly (0123456 2026-06-01)\n");
    assert_eq!(nightly.as_deref(), Some("1.97"));
    assert_eq!(version(""), None);
    let parts = Vec::from_iter(EXPECTED.trim().split('.').map(str::parse::<u32>));
    assert!(matches!(parts.as_slice(), [Ok(_), Ok(_)]), "{EXPECTED}");
}

/// Returns the file names in a folder that end in `extension`, without it, with dashes.
fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|name| {
            name.strip_suffix(extension)
                .map(|stem| stem.replace('_', "-"))
        })
        .collect()
}

#[test]
fn every_broken_model_is_tried() {
    let mut tried = names("ui/model", ".rs");
    tried.append(&mut names("ui/file", ".rs"));
    let untried: Vec<_> = names("models/broken", ".tflite")
        .difference(&tried)
        .cloned()
        .collect();
    assert_eq!(untried, [""; 0]);
}

#[test]
fn no_answer_is_left_of_a_test_that_has_gone() {
    for folder in ["budget", "file", "model", "syntax", "use"] {
        let folder = format!("ui/{folder}");
        assert_eq!(names(&folder, ".stderr"), names(&folder, ".rs"));
    }
}
