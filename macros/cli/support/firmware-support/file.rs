//! Files of the host.

use core::fmt;

use crate::platform::Handle;

/// An open file of the host; relative paths start from the folder that the tool chose. Dropping it closes
/// the file.
pub struct File(Handle);

impl File {
    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// Returns an error if there is no such file, or the path is longer than 255 bytes.
    pub fn open(path: &str) -> Result<Self, Error> {
        Handle::open(path).map(Self).ok_or(Error::Open)
    }

    /// Creates an empty file, which replaces an existing one.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or the path is longer than 255 bytes.
    pub fn create(path: &str) -> Result<Self, Error> {
        Handle::create(path).map(Self).ok_or(Error::Create)
    }

    /// Returns the bytes in the file.
    ///
    /// # Errors
    /// Returns an error if the host does not report them.
    pub fn length(&self) -> Result<usize, Error> {
        self.0.length().ok_or(Error::Length)
    }

    /// Fills the buffer with the next bytes.
    ///
    /// # Errors
    /// Returns an error if the file ends before.
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
    /// Returns an error if the host does not accept them all.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.0.write(bytes) {
            Ok(())
        } else {
            Err(Error::Write)
        }
    }
}

/// The failed operation on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The file cannot be opened.
    Open,
    /// The file cannot be created.
    Create,
    /// The file's length is not known.
    Length,
    /// The file ends too early.
    Read,
    /// The file cannot be written.
    Write,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "cannot be opened",
            Self::Create => "cannot be created",
            Self::Length => "has no known length",
            Self::Read => "ends too early",
            Self::Write => "cannot be written",
        })
    }
}
