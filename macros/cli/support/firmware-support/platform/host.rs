//! The host: the standard library.

extern crate std;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::string::String;
use std::vec::Vec;

/// An open file.
pub(crate) struct Handle(fs::File);

impl Handle {
    pub(crate) fn open(path: &str) -> Option<Self> {
        fs::File::open(path).ok().map(Self)
    }

    pub(crate) fn create(path: &str) -> Option<Self> {
        fs::File::create(path).ok().map(Self)
    }

    pub(crate) fn length(&self) -> Option<usize> {
        self.0.metadata().ok()?.len().try_into().ok()
    }

    /// Reads at least one byte unless the file is at its end; returns the number of bytes.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        self.0.read(buffer).ok()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }
}

pub(crate) fn print(bytes: &[u8]) {
    let _ = io::stdout().write_all(bytes);
}

pub(crate) fn exit(status: i32) -> ! {
    std::process::exit(status)
}

/// Writes the command line in the format of semihosting: all words, separated by spaces.
pub(crate) fn command_line(buffer: &mut [u8]) -> Option<usize> {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.into_string().ok())
        .collect::<Option<_>>()?;
    let line = words.join(" ");
    buffer
        .get_mut(..line.len())?
        .copy_from_slice(line.as_bytes());
    Some(line.len())
}
