//! Small FlatBuffers for the unit tests, written front to back: a table's vtable, the table, then the values of its
//! offsets.

/// Fields of a table by slot.
pub(crate) type Fields = Vec<(usize, FieldValue)>;

/// A field's value.
#[derive(Clone)]
pub(crate) enum FieldValue {
    Byte(i8),
    Int(i32),
    Long(u64),
    Str(&'static str),
    Bytes(Vec<u8>),
    Ints(Vec<i32>),
    Floats(Vec<f32>),
    Longs(Vec<i64>),
    Table(Fields),
    Tables(Vec<Fields>),
}
pub(crate) use FieldValue::*;

/// Builds a file with the root table `root`.
pub(crate) fn file(root: &Fields) -> Vec<u8> {
    let mut out = vec![0, 0, 0, 0];
    out.extend(b"TFL3");
    let at = table(&mut out, root);
    point(&mut out, 0, at);
    out
}

/// Builds a model of schema version 3 with `more` fields in its root.
pub(crate) fn model(more: Fields) -> Vec<u8> {
    file(&[vec![(0, Int(3))], more].concat())
}

/// Builds a model with one subgraph: `tensors`, and one operator with the code `code`. Buffer 0 is empty, buffer 1 has
/// four bytes.
pub(crate) fn one_operator(tensors: Vec<Fields>, code: i32, operator: Fields) -> Vec<u8> {
    model(vec![
        (1, Tables(vec![vec![(3, Int(code))]])),
        (
            2,
            Tables(vec![vec![
                (0, Tables(tensors)),
                (3, Tables(vec![operator])),
            ]]),
        ),
        (4, Tables(vec![vec![], vec![(0, Bytes(vec![1, 2, 3, 4]))]])),
    ])
}

/// Makes the offset at `from` point to `to`.
fn point(out: &mut [u8], from: usize, to: usize) {
    let offset = u32::try_from(to - from).expect("small file");
    out[from..from + 4].copy_from_slice(&offset.to_le_bytes());
}

fn table(out: &mut Vec<u8>, fields: &Fields) -> usize {
    let slots = fields.iter().map(|(slot, _)| slot + 1).max().unwrap_or(0);
    let vtable_size = 4 + 2 * slots;
    let mut vtable = vec![0u16; slots];
    let mut size = 4;
    for (slot, value) in fields {
        vtable[*slot] = size;
        size += match value {
            Byte(_) => 1,
            Long(_) => 8,
            _ => 4,
        };
    }
    for entry in [u16::try_from(vtable_size).expect("few slots"), size]
        .into_iter()
        .chain(vtable)
    {
        out.extend(entry.to_le_bytes());
    }
    let at = out.len();
    out.extend(i32::try_from(vtable_size).expect("few slots").to_le_bytes());
    for (_, value) in fields {
        match value {
            Byte(byte) => out.extend(byte.to_le_bytes()),
            Int(int) => out.extend(int.to_le_bytes()),
            Long(long) => out.extend(long.to_le_bytes()),
            _ => out.extend([0; 4]),
        }
    }
    let mut place = at + 4;
    for (_, value) in fields {
        place += match value {
            Byte(_) => 1,
            Long(_) => 8,
            pointed => {
                if let Some(target) = outside(out, pointed) {
                    point(out, place, target);
                }
                4
            }
        };
    }
    at
}

/// Writes the value that a field's offset points to, if it has one, and returns its position.
fn outside(out: &mut Vec<u8>, value: &FieldValue) -> Option<usize> {
    let at = out.len();
    match value {
        Byte(_) | Int(_) | Long(_) => return None,
        Str(text) => vector(out, text.len(), text.bytes()),
        Bytes(bytes) => vector(out, bytes.len(), bytes.iter().copied()),
        Ints(ints) => vector(
            out,
            ints.len(),
            ints.iter().flat_map(|int| int.to_le_bytes()),
        ),
        Floats(floats) => vector(
            out,
            floats.len(),
            floats.iter().flat_map(|float| float.to_le_bytes()),
        ),
        Longs(longs) => vector(
            out,
            longs.len(),
            longs.iter().flat_map(|long| long.to_le_bytes()),
        ),
        Table(fields) => return Some(table(out, fields)),
        Tables(tables) => {
            vector(out, tables.len(), std::iter::repeat_n(0, 4 * tables.len()));
            for (index, fields) in tables.iter().enumerate() {
                let target = table(out, fields);
                point(out, at + 4 + 4 * index, target);
            }
        }
    }
    Some(at)
}

fn vector(out: &mut Vec<u8>, len: usize, bytes: impl Iterator<Item = u8>) {
    out.extend(u32::try_from(len).expect("small vector").to_le_bytes());
    out.extend(bytes);
}
