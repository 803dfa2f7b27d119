//! `Buffer`: the bytes of constants.

use crate::error::ReadError;
use crate::table::Table;

/// A view of the schema's `Buffer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffer<'a> {
    /// `Buffer.data`, or the bytes that `Buffer.offset` and `Buffer.size` point to, which lie behind the FlatBuffer
    /// in files above 2 GB. Empty for a tensor without constant data.
    pub data: &'a [u8],
}

impl<'a> Buffer<'a> {
    pub(crate) fn read(table: &Table<'a, '_>) -> Result<Self, ReadError> {
        let data = match outside(table, (1, "offset"), (2, "size"))? {
            Some(bytes) => bytes,
            None => table.field(0, "data")?.bytes()?,
        };
        Ok(Self { data })
    }
}

/// Returns the bytes outside of the FlatBuffer that the fields `offset` (from the file's start) and `size` give. The
/// offsets 0 and 1 mean none: the converter writes 1 as a placeholder, so that the field exists when the real one is
/// known.
pub(crate) fn outside<'a>(
    table: &Table<'a, '_>,
    (offset_slot, offset_name): (usize, &'static str),
    (size_slot, size_name): (usize, &'static str),
) -> Result<Option<&'a [u8]>, ReadError> {
    let offset = table.field(offset_slot, offset_name)?;
    let size = table.field(size_slot, size_name)?.or(0u64)?;
    match offset.or(0u64)? {
        0 | 1 => Ok(None),
        at => offset
            .source
            .slice(usize::try_from(at).unwrap_or(usize::MAX), size, offset.what)
            .map(Some),
    }
}

#[cfg(test)]
mod tests {
    use crate::test_builder::*;
    use crate::{Element, Model, Problem};

    fn with_buffer(buffer: Fields) -> Vec<u8> {
        model(vec![(2, Tables(vec![vec![]])), (4, Tables(vec![buffer]))])
    }

    #[test]
    fn data_may_lie_behind_the_flatbuffer() {
        let mut bytes = with_buffer(vec![(1, Long(0)), (2, Long(3))]);
        let end = bytes.len() as u64;
        bytes = with_buffer(vec![(1, Long(end)), (2, Long(3))]);
        let error = Model::read(&bytes).unwrap_err();
        assert_eq!(
            error.problem,
            Problem::OutOfBounds {
                needed: 3,
                available: 0
            }
        );
        assert_eq!(error.element, Element::Buffer(0));
        bytes.extend(b"abc");
        assert_eq!(Model::read(&bytes).unwrap().buffers[0].data, b"abc");
    }

    #[test]
    fn offsets_0_and_1_stand_for_none() {
        for offset in [0, 1] {
            let bytes = with_buffer(vec![(0, Bytes(vec![5])), (1, Long(offset)), (2, Long(99))]);
            assert_eq!(Model::read(&bytes).unwrap().buffers[0].data, [5]);
        }
    }
}
