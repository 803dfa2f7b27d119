//! The source locations that panic: the [`Location`](std::panic::Location)s among a program's constants.
//!
//! rustc passes one to every function of `core` that starts a panic, and the linker keeps only those that some
//! function passes.

use anyhow::Result;
use object::{Object as _, ObjectSection as _, elf};

use super::{flags, is_loaded};

/// Words of a location: the address of the file's name, its length, a line and a column.
const WORDS: usize = 4;

/// The largest line and column of a source; larger words are not a location.
const LARGEST: u32 = 1 << 16;

/// Returns the locations, `file:line:column`, sorted.
pub(super) fn read(file: &object::File<'_>) -> Result<Vec<String>> {
    let constants = file
        .sections()
        .filter(|section| is_loaded(section) && !flags(section).contains(elf::SHF_WRITE));
    let constants = constants.map(|section| Ok((section.address(), section.data()?)));
    let constants: Vec<(u64, &[u8])> = constants.collect::<Result<_>>()?;
    let mut places: Vec<String> = constants
        .iter()
        .flat_map(|(_, bytes)| bytes.as_chunks().0.windows(WORDS))
        .filter_map(|words| {
            let [name, length, line, column] =
                <[_; WORDS]>::try_from(words).ok()?.map(u32::from_le_bytes);
            let is_position = [line, column].iter().all(|at| (1..LARGEST).contains(at));
            let name = is_position.then(|| text(&constants, name, length))??;
            name.ends_with(".rs")
                .then(|| format!("{name}:{line}:{column}"))
        })
        .collect();
    places.sort();
    places.dedup();
    Ok(places)
}

/// Returns the text at an address.
fn text<'a>(constants: &[(u64, &'a [u8])], address: u32, length: u32) -> Option<&'a str> {
    constants.iter().find_map(|(start, bytes)| {
        let from = usize::try_from(u64::from(address).checked_sub(*start)?).ok()?;
        let text = bytes.get(from..)?.get(..length as usize)?;
        std::str::from_utf8(text).ok()
    })
}
