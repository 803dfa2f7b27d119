//! Files of the host.

use core::fmt;

use crate::platform::Handle;

/// An open file of the host; relative paths start from the folder that the tool chose. Dropping closes it.
pub struct File(Handle);

impl File {
    /// Opens a file to read it from its start.
    ///
    /// # Errors
    /// When there is no such file, or the path is longer than 255 bytes.
    pub fn open(path: &str) -> Result<Self, Error> {
        Handle::open(path).map(Self).ok_or(Error::Open)
    }

    /// Creates an empty file in the place of what was there.
    ///
    /// # Errors
    /// When the file cannot be written, or the path is longer than 255 bytes.
    pub fn create(path: &str) -> Result<Self, Error> {
        Handle::create(path).map(Self).ok_or(Error::Create)
    }

    /// Bytes in the file.
    ///
    /// # Errors
    /// When the host does not tell.
    pub fn length(&self) -> Result<usize, Error> {
        self.0.length().ok_or(Error::Length)
    }

    /// Fills the buffer with the next bytes.
    ///
    /// # Errors
    /// When the file ends before.
    pub fn read(&mut self, mut buffer: &mut [u8]) -> Result<(), Error> {
        while !buffer.is_empty() {
            let count = self
                .0
                .read(buffer)
                .filter(|count| *count > 0)
                .ok_or(Error::Read)?;
            buffer = buffer.get_mut(count..).ok_or(Error::Read)?;
        }
        Ok(())
    }

    /// Appends the bytes.
    ///
    /// # Errors
    /// When the host does not take them all.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.0.write(bytes) {
            Ok(())
        } else {
            Err(Error::Write)
        }
    }
}

/// What could not be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// It cannot be opened.
    Open,
    /// It cannot be created.
    Create,
    /// Its length is not known.
    Length,
    /// It ends too early.
    Read,
    /// It takes no more bytes.
    Write,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "cannot be opened",
            Self::Create => "cannot be created",
            Self::Length => "does not tell its length",
            Self::Read => "ends too early",
            Self::Write => "cannot be written",
        })
    }
}
