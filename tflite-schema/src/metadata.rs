//! `Metadata`: named bytes beside the graph.

use crate::Buffer;
use crate::error::ReadError;
use crate::table::Table;

/// A view of the schema's `Metadata`, for example `min_runtime_version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// `Metadata.name`.
    pub name: &'a str,
    /// The bytes of the buffer that `Metadata.buffer` names.
    pub data: &'a [u8],
}

impl<'a> Metadata<'a> {
    pub(crate) fn read(table: &Table<'a, '_>, buffers: &[Buffer<'a>]) -> Result<Self, ReadError> {
        let buffer = table.field(1, "buffer")?.index(buffers.len())?;
        Ok(Self {
            name: table.field(0, "name")?.string()?,
            data: buffers.get(buffer).map_or(&[], |buffer| buffer.data),
        })
    }
}
