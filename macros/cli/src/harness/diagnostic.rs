//! Cargo's messages on its standard output, one JSON value per line.

use std::path::PathBuf;

use serde::Deserialize;

/// A line of `cargo build --message-format=json`.
#[derive(Debug, Deserialize)]
#[serde(tag = "reason")]
pub(super) enum Line {
    /// An artifact was built, or existed already.
    #[serde(rename = "compiler-artifact")]
    Made {
        target: Unit,
        executable: Option<PathBuf>,
    },
    /// A message of the compiler or the linker.
    #[serde(rename = "compiler-message")]
    Said { target: Unit, message: Diagnostic },
    #[serde(other)]
    Other,
}

/// A library or program of a package.
#[derive(Debug, Deserialize)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) kind: Vec<String>,
}

/// An error or a warning.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Diagnostic {
    pub(super) level: String,
    pub(super) message: String,
    pub(super) rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Clone, Debug, Deserialize)]
struct Span {
    file_name: String,
}

impl Unit {
    pub(super) fn is_program(&self) -> bool {
        self.kind.iter().any(|kind| kind == "bin")
    }
}

impl Diagnostic {
    /// Returns whether it stops the build and does not just summarize other errors.
    pub(super) fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to ")
    }

    /// Returns whether it concerns a source file whose path ends with `file`.
    pub(super) fn is_in(&self, file: &str) -> bool {
        self.spans.iter().any(|span| span.file_name.ends_with(file))
    }

    /// Returns the text as the compiler prints it.
    pub(super) fn text(&self) -> &str {
        self.rendered.as_deref().unwrap_or(&self.message).trim_end()
    }
}
