//! The words of the command line.

use crate::platform;

/// Returns the arguments after the program's name, stored in `buffer`; `None` if they do not fit or are
/// not UTF-8.
pub fn args(buffer: &mut [u8]) -> Option<impl Iterator<Item = &str>> {
    let length = platform::command_line(buffer)?;
    let line = core::str::from_utf8(buffer.get(..length)?).ok()?;
    Some(line.split_ascii_whitespace().skip(1))
}
