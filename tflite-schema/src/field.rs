//! A field of a table, read as a scalar, string, vector or table.

use std::ops::Range;

use crate::error::{Element, Problem, ReadError, What};
use crate::scalar::Scalar;
use crate::source::{Source, error};
use crate::table::{TABLE_COST, Table};

/// Size of an offset and of a vector's length.
const OFFSET: usize = 4;

/// A field of a table.
#[derive(Clone)]
pub(crate) struct Field<'a, 's> {
    pub(crate) source: &'s Source<'a>,
    pub(crate) what: What,
    /// Position of the table.
    pub(crate) table: usize,
    /// The range from the field to the end of its table; `None` for an absent field.
    pub(crate) place: Option<Range<usize>>,
}

/// The elements of a vector and the position of the first.
struct Elements<'a> {
    start: usize,
    bytes: &'a [u8],
}

impl<'a, 's> Field<'a, 's> {
    pub(crate) fn is_absent(&self) -> bool {
        self.place.is_none()
    }

    /// Returns an error of this field.
    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        error(
            self.place.as_ref().map_or(self.table, |place| place.start),
            self.what,
            problem,
        )
    }

    /// Returns the field as a scalar, `default` where absent.
    pub(crate) fn or<T: Scalar>(&self, default: T) -> Result<T, ReadError> {
        match &self.place {
            None => Ok(default),
            Some(place) if place.len() < size_of::<T>() => Err(self.error(Problem::BadVtable)),
            Some(place) => self.source.scalar(place.start, self.what),
        }
    }

    /// Returns the position that the field's offset refers to.
    fn target(&self) -> Result<Option<usize>, ReadError> {
        match &self.place {
            None => Ok(None),
            Some(place) if place.len() < OFFSET => Err(self.error(Problem::BadVtable)),
            Some(place) => self.source.follow(place.start, self.what).map(Some),
        }
    }

    /// Returns the bytes of a vector with elements of `size` bytes, within the file; empty where
    /// absent.
    fn elements(&self, size: usize) -> Result<Elements<'a>, ReadError> {
        let Some(at) = self.target()? else {
            return Ok(Elements {
                start: self.table,
                bytes: &[],
            });
        };
        let len: u32 = self.source.scalar(at, self.what)?;
        let start = at.saturating_add(OFFSET);
        let bytes =
            self.source
                .slice(start, u64::from(len).saturating_mul(size as u64), self.what)?;
        Ok(Elements { start, bytes })
    }

    /// Returns the field as a vector of scalars, empty where absent.
    pub(crate) fn vector<T: Scalar>(&self) -> Result<Vec<T>, ReadError> {
        let Elements { start, bytes } = self.elements(size_of::<T>())?;
        self.source.spend(bytes.len(), start, self.what)?;
        Ok(bytes
            .chunks_exact(size_of::<T>())
            .filter_map(T::first)
            .collect())
    }

    /// Returns the field as a vector of bytes, borrowed.
    pub(crate) fn bytes(&self) -> Result<&'a [u8], ReadError> {
        Ok(self.elements(1)?.bytes)
    }

    /// Returns the field as a string, empty where absent.
    pub(crate) fn string(&self) -> Result<&'a str, ReadError> {
        let Elements { start, bytes } = self.elements(1)?;
        self.source.spend(bytes.len(), start, self.what)?;
        str::from_utf8(bytes).map_err(|utf8| {
            let at = start.saturating_add(utf8.valid_up_to());
            error(at, self.what, Problem::NotUtf8)
        })
    }

    /// Returns the field as a table, which is absent where the field is.
    pub(crate) fn table(&self, name: &'static str) -> Result<Table<'a, 's>, ReadError> {
        match self.target()? {
            Some(at) => Table::read(self.source, name, at),
            None => Ok(Table::absent(self.source, name, self.table)),
        }
    }

    /// Returns the number of entries of a vector of tables.
    pub(crate) fn table_count(&self) -> Result<usize, ReadError> {
        Ok(self.elements(OFFSET)?.bytes.chunks_exact(OFFSET).len())
    }

    /// Returns a vector of tables, each read by `read` from its index and table. An error belongs to
    /// `element(index)`, unless it names an inner element.
    pub(crate) fn tables<T>(
        &self,
        name: &'static str,
        element: impl Fn(usize) -> Element,
        mut read: impl FnMut(usize, &Table<'a, 's>) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let Elements { start, bytes } = self.elements(OFFSET)?;
        let count = bytes.chunks_exact(OFFSET).len();
        self.source
            .spend(count.saturating_mul(TABLE_COST), start, self.what)?;
        let mut tables = Vec::with_capacity(count);
        for (index, at) in (start..).step_by(OFFSET).take(count).enumerate() {
            let table = || Table::read(self.source, name, self.source.follow(at, self.what)?);
            let entry = table().and_then(|table| read(index, &table));
            tables.push(entry.map_err(|error| error.within(element(index)))?);
        }
        Ok(tables)
    }

    /// Returns an unsigned index into a list of `count`; 0 where absent, which is the schema's
    /// default.
    pub(crate) fn index(&self, count: usize) -> Result<usize, ReadError> {
        let index: u32 = self.or(0)?;
        in_range(i64::from(index), count).ok_or_else(|| {
            self.error(Problem::IndexOutOfRange {
                index: i64::from(index),
                count,
            })
        })
    }

    /// Returns a vector of signed indices into a list of `count`; −1 stands for "none".
    pub(crate) fn optional_indices(&self, count: usize) -> Result<Vec<Option<usize>>, ReadError> {
        self.read_indices(
            |index| {
                if index == -1 {
                    Some(None)
                } else {
                    in_range(i64::from(index), count).map(Some)
                }
            },
            count,
        )
    }

    /// Returns a vector of signed indices into a list of `count`.
    pub(crate) fn indices(&self, count: usize) -> Result<Vec<usize>, ReadError> {
        self.read_indices(|index| in_range(i64::from(index), count), count)
    }

    fn read_indices<T>(
        &self,
        check: impl Fn(i32) -> Option<T>,
        count: usize,
    ) -> Result<Vec<T>, ReadError> {
        let check = |index| {
            let problem = Problem::IndexOutOfRange {
                index: i64::from(index),
                count,
            };
            check(index).ok_or_else(|| self.error(problem))
        };
        self.vector::<i32>()?.into_iter().map(check).collect()
    }
}

/// Returns `index` if it is an index into a list of `count`.
fn in_range(index: i64, count: usize) -> Option<usize> {
    usize::try_from(index).ok().filter(|&index| index < count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;
    use crate::test_builder::*;

    /// Builds a model with this description.
    fn described(text: &'static str) -> Vec<u8> {
        model(vec![(2, Tables(vec![vec![]])), (3, Str(text))])
    }

    #[test]
    fn strings_are_utf_8_inside_of_the_file() {
        let mut bytes = described("abcd");
        assert_eq!(Model::read(&bytes).unwrap().description, "abcd");
        let end = bytes.len();
        bytes[end - 2] = 0xff;
        let error = Model::read(&bytes).unwrap_err();
        assert_eq!((error.problem, error.offset), (Problem::NotUtf8, end - 2));
        assert_eq!(
            error.what,
            What {
                table: "Model",
                field: "description"
            }
        );
        let error = Model::read(&bytes[..end - 1]).unwrap_err();
        assert_eq!(
            (error.problem, error.offset),
            (
                Problem::OutOfBounds {
                    needed: 4,
                    available: 3
                },
                end - 4
            )
        );
    }

    #[test]
    fn a_length_is_checked_before_anything_is_allocated() {
        let mut bytes = described("abcd");
        let length_at = bytes.len() - 8;
        bytes[length_at..length_at + 4].fill(0xff);
        let problem = Problem::OutOfBounds {
            needed: u64::from(u32::MAX),
            available: 4,
        };
        assert_eq!(Model::read(&bytes).unwrap_err().problem, problem);
    }

    #[test]
    fn many_vectors_over_the_same_bytes_are_refused() {
        let count = 1000;
        let tensors = vec![vec![(0, Ints(vec![]))]; count];
        let subgraph = vec![(0, Tables(tensors)), (1, Ints(vec![0; count]))];
        let mut bytes = model(vec![(2, Tables(vec![subgraph]))]);
        assert!(Model::read(&bytes).is_ok());
        // A tensor in the file: vtable (size 6, table size 8, shape at 4), offset to the vtable, offset to the shape.
        let pattern = &[6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 4, 0, 0, 0][..];
        let inputs = bytes.len() - 4 * count - 4;
        let mut shapes = 0;
        for at in 0..inputs {
            if bytes[at..].starts_with(pattern) {
                let place = at + 10;
                bytes[place..place + 4]
                    .copy_from_slice(&u32::try_from(inputs - place).unwrap().to_le_bytes());
                shapes += 1;
            }
        }
        assert_eq!(shapes, count);
        let error = Model::read(&bytes).unwrap_err();
        assert_eq!(error.problem, Problem::TooMuchSharing);
        assert!(
            matches!(error.element, Element::Tensor { tensor: 1..100, .. }),
            "{error}"
        );
    }
}
