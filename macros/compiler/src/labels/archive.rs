//! A ZIP archive behind a model, appended by TFLite's tools.
//!
//! An archive is read from its end: its last record gives the place of the directory, which gives the
//! place of each file. See PKWARE's `APPNOTE.TXT`, 4.3.

/// Bytes of the last record, without its comment.
const END: usize = 22;
/// Bytes of a directory entry, without its name, extra field and comment.
const ENTRY: usize = 46;
/// Bytes of the header in front of a file, without its name and extra field.
const HEADER: usize = 30;
/// Bytes of the largest text that is read: labels of thousands of classes take a few hundred kilobytes.
const LARGEST: usize = 1 << 20;

/// The files of an archive, by name.
pub(super) struct Archive<'a> {
    entries: Vec<Member<'a>>,
}

struct Member<'a> {
    name: &'a str,
    method: u16,
    packed: &'a [u8],
}

impl<'a> Archive<'a> {
    /// Reads the archive at the end of a file. Returns `None` if there is none, or if it is damaged.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let at = bytes.windows(4).rposition(|bytes| bytes == b"PK\x05\x06")?;
        let end = bytes.get(at..at.checked_add(END)?)?;
        let (count, size) = (short(end, 10)?, word(end, 12)?);
        // Positions may count from the archive's start. The directory ends where the last record begins.
        let directory = at.checked_sub(size)?;
        let start = directory.checked_sub(word(end, 16)?)?;
        let mut rest = bytes.get(directory..at)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let (entry, length) = Member::read(bytes, start, rest)?;
            entries.push(entry);
            rest = rest.get(length..)?;
        }
        Some(Self { entries })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + Clone {
        self.entries.iter().map(|entry| entry.name)
    }

    /// Returns the text of a file; `None` if there is no file of this name, or if it is not text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let bytes = match entry.method {
            0 if entry.packed.len() <= LARGEST => entry.packed.to_vec(),
            8 => miniz_oxide::inflate::decompress_to_vec_with_limit(entry.packed, LARGEST).ok()?,
            _ => return None,
        };
        String::from_utf8(bytes).ok()
    }
}

impl<'a> Member<'a> {
    /// Reads the first entry of a directory. Returns it with its length in bytes.
    fn read(bytes: &'a [u8], start: usize, directory: &'a [u8]) -> Option<(Self, usize)> {
        if !directory.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| short(directory, at));
        let end = ENTRY.checked_add(name?.into())?;
        let name = std::str::from_utf8(directory.get(ENTRY..end)?).ok()?;
        let length = end
            .checked_add(extra?.into())?
            .checked_add(comment?.into())?;
        let header = bytes.get(start.checked_add(word(directory, 42)?)?..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let first = HEADER
            .checked_add(short(header, 26)?.into())?
            .checked_add(short(header, 28)?.into())?;
        let entry = Self {
            name,
            method: short(directory, 10)?,
            packed: header.get(first..first.checked_add(word(directory, 20)?)?)?,
        };
        Some((entry, length))
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}
