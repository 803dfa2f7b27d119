//! FlatBuffers tables: fields are found through a vtable, and absent ones have defaults.
//!
//! A table starts with a signed offset back to its vtable. The vtable is a list of `u16`: its own size, the table's
//! size, then the position in the table of each field of the schema, 0 where absent; trailing absent fields are
//! omitted.

use crate::error::{Problem, ReadError, What};
use crate::field::Field;
use crate::source::{Source, error};

/// The cost of a table in the budget: about the bytes that the smallest one takes in the file.
pub(crate) const TABLE_COST: usize = 8;
/// Size of the two `u16` before a vtable's first field, and of the offset before a table's first field.
const HEADER: usize = 4;

/// A table, or an absent table, which reads as a table without fields.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a, 's> {
    source: &'s Source<'a>,
    name: &'static str,
    at: usize,
    /// End of the table's own bytes.
    end: usize,
    /// The vtable without its header: one `u16` per field.
    slots: &'a [u8],
}

impl<'a, 's> Table<'a, 's> {
    /// Reads the table at `at`.
    pub(crate) fn read(
        source: &'s Source<'a>,
        name: &'static str,
        at: usize,
    ) -> Result<Self, ReadError> {
        let what = What {
            table: name,
            field: "",
        };
        let bad = || error(at, what, Problem::BadVtable);
        source.spend(TABLE_COST, at, what)?;
        let back: i32 = source.scalar(at, what)?;
        let vtable = isize::try_from(back)
            .ok()
            .and_then(|back| at.checked_add_signed(back.checked_neg()?))
            .ok_or_else(bad)?;
        let vtable_size: u16 = source.scalar(vtable, what)?;
        let vtable_bytes = source.slice(vtable, u64::from(vtable_size), what)?;
        let slots = vtable_bytes
            .get(HEADER..)
            .filter(|slots| slots.len().is_multiple_of(2))
            .ok_or_else(bad)?;
        let size: u16 = source.scalar(vtable.saturating_add(2), what)?;
        source.slice(at, u64::from(size), what)?;
        Ok(Self {
            source,
            name,
            at,
            end: at.saturating_add(usize::from(size)),
            slots,
        })
    }

    /// Creates a table without fields in place of an absent one; `at` is the position where it would be.
    pub(crate) fn absent(source: &'s Source<'a>, name: &'static str, at: usize) -> Self {
        Self {
            source,
            name,
            at,
            end: at,
            slots: &[],
        }
    }

    /// Returns the field in slot `slot` of the schema's table.
    pub(crate) fn field(
        &self,
        slot: usize,
        name: &'static str,
    ) -> Result<Field<'a, 's>, ReadError> {
        let what = What {
            table: self.name,
            field: name,
        };
        let entry = self
            .slots
            .chunks_exact(2)
            .nth(slot)
            .and_then(<u16 as crate::scalar::Scalar>::first)
            .unwrap_or(0);
        let field = Field {
            source: self.source,
            what,
            table: self.at,
            place: None,
        };
        if entry == 0 {
            return Ok(field);
        }
        let at = self.at.saturating_add(usize::from(entry));
        if usize::from(entry) < HEADER || at >= self.end {
            return Err(error(self.at, what, Problem::BadVtable));
        }
        Ok(Field {
            place: Some(at..self.end),
            ..field
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHAT: What = What {
        table: "T",
        field: "f",
    };

    /// Reads field 0, a byte, of the table at 6 behind the vtable `vtable` at 0.
    fn read(vtable: [u16; 3], table: &[u8]) -> Result<u8, Problem> {
        let mut bytes: Vec<u8> = vtable
            .iter()
            .flat_map(|entry| entry.to_le_bytes())
            .collect();
        bytes.extend(table);
        let source = Source::new(&bytes);
        let field = || Table::read(&source, "T", 6)?.field(0, "f")?.or(9u8);
        field().map_err(|error| error.problem)
    }

    #[test]
    fn fields_lie_inside_of_their_table() {
        let table = [6, 0, 0, 0, 5];
        assert_eq!(read([6, 5, 4], &table), Ok(5));
        assert_eq!(read([6, 5, 0], &table), Ok(9));
        assert_eq!(
            read([4, 5, 4], &table),
            Ok(9),
            "the vtable ends before the field"
        );
        assert_eq!(
            read([6, 5, 3], &table),
            Err(Problem::BadVtable),
            "the field is in the header"
        );
        assert_eq!(
            read([6, 5, 5], &table),
            Err(Problem::BadVtable),
            "the field is behind the table"
        );
        assert_eq!(
            read([2, 5, 4], &table),
            Err(Problem::BadVtable),
            "no room for the vtable's header"
        );
        assert_eq!(
            read([5, 5, 4], &table),
            Err(Problem::BadVtable),
            "half an entry"
        );
        assert_eq!(
            read([6, 6, 4], &table),
            Err(Problem::OutOfBounds {
                needed: 6,
                available: 5
            })
        );
        assert_eq!(
            read([6, 5, 4], &[7, 0, 0, 0, 5]),
            Err(Problem::BadVtable),
            "the vtable is before the file"
        );
        let behind = Problem::OutOfBounds {
            needed: 2,
            available: 0,
        };
        assert_eq!(
            read([6, 5, 4], &[0x9c, 0xff, 0xff, 0xff, 5]),
            Err(behind),
            "the vtable is behind the file"
        );
    }

    #[test]
    fn a_field_longer_than_its_table_is_an_error() {
        let bytes = [6, 0, 5, 0, 4, 0, 6, 0, 0, 0, 5, 0, 0, 0];
        let source = Source::new(&bytes);
        let field = Table::read(&source, "T", 6).unwrap().field(0, "f").unwrap();
        assert_eq!(field.what, WHAT);
        assert_eq!(field.or(0u32).unwrap_err().problem, Problem::BadVtable);
        assert_eq!(field.string().unwrap_err().problem, Problem::BadVtable);
    }
}
