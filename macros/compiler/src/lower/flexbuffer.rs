//! Options of custom operators: a map of scalars as a FlexBuffer.
//!
//! A value is as wide as its vector says, and what is larger or shared lies before it, at a distance. The
//! last bytes are the root, its type and its width.

/// The types that are read, as they are numbered there.
mod ty {
    pub(super) const INT: u8 = 1;
    pub(super) const UINT: u8 = 2;
    pub(super) const FLOAT: u8 = 3;
    pub(super) const INDIRECT_INT: u8 = 6;
    pub(super) const INDIRECT_UINT: u8 = 7;
    pub(super) const INDIRECT_FLOAT: u8 = 8;
    pub(super) const MAP: u8 = 9;
    pub(super) const BOOL: u8 = 26;
}

/// A scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Entry {
    /// An integer, or a bool.
    Integer(i64),
    /// A float.
    Real(f64),
}

/// A map by names.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlexMap<'a> {
    bytes: &'a [u8],
    /// Where its values begin.
    at: usize,
    /// Bytes of a value.
    width: usize,
    len: usize,
}

impl Entry {
    /// The value as an integer; floats are truncated.
    pub(super) fn integer(self) -> i64 {
        match self {
            Self::Integer(value) => value,
            Self::Real(value) => value as i64,
        }
    }

    /// The value as an f32.
    pub(super) fn real(self) -> f32 {
        match self {
            Self::Integer(value) => value as f32,
            Self::Real(value) => value as f32,
        }
    }
}

impl<'a> FlexMap<'a> {
    /// The map that is the root; `None` where the bytes are no map, or end too early.
    pub(super) fn root(bytes: &'a [u8]) -> Option<Self> {
        let [.., packed, width] = bytes else {
            return None;
        };
        let (root, map_width) = (bytes.len().checked_sub(2)?, 1 << (packed & 3));
        let (width, is_map) = (usize::from(*width), packed >> 2 == ty::MAP);
        let at = target(bytes, root.checked_sub(width)?, width)?;
        let len = unsigned(bytes, at.checked_sub(map_width)?, map_width)?;
        is_map.then_some(Self {
            bytes,
            at,
            width: map_width,
            len: usize::try_from(len).ok()?,
        })
    }

    /// The value of a name; `None` where there is none, or no scalar.
    pub(super) fn get(&self, name: &str) -> Option<Entry> {
        let before = |values: usize| self.at.checked_sub(values.checked_mul(self.width)?);
        let keys = target(self.bytes, before(3)?, self.width)?;
        let key_width = usize::try_from(unsigned(self.bytes, before(2)?, self.width)?).ok()?;
        let is_named = |index: &usize| {
            let key = element(keys, *index, key_width);
            let key = key.and_then(|at| target(self.bytes, at, key_width));
            let key = key.and_then(|at| self.bytes.get(at..)?.split(|&byte| byte == 0).next());
            key == Some(name.as_bytes())
        };
        // As many as there are bytes at most.
        let index = (0..self.len.min(self.bytes.len())).find(is_named)?;
        let types = element(self.at, self.len, self.width)?;
        let packed = *self.bytes.get(types.checked_add(index)?)?;
        let at = element(self.at, index, self.width)?;
        let indirect = || Some((target(self.bytes, at, self.width)?, 1 << (packed & 3)));
        let (at, width) = match packed >> 2 {
            ty::INDIRECT_INT | ty::INDIRECT_UINT | ty::INDIRECT_FLOAT => indirect()?,
            _ => (at, self.width),
        };
        match packed >> 2 {
            ty::INT | ty::INDIRECT_INT => Some(Entry::Integer(signed(self.bytes, at, width)?)),
            ty::UINT | ty::INDIRECT_UINT | ty::BOOL => {
                let value = unsigned(self.bytes, at, width)?;
                Some(Entry::Integer(value.try_into().ok()?))
            }
            ty::FLOAT | ty::INDIRECT_FLOAT => Some(Entry::Real(float(self.bytes, at, width)?)),
            _ => None,
        }
    }
}

/// Where an element of a vector is.
fn element(vector: usize, index: usize, width: usize) -> Option<usize> {
    vector.checked_add(index.checked_mul(width)?)
}

/// What an offset points to: it is counted back from where it stands.
fn target(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let back = unsigned(bytes, at, width)?;
    at.checked_sub(usize::try_from(back).ok()?)
}

/// A little-endian number of 1, 2, 4 or 8 bytes.
fn unsigned(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    if !matches!(width, 1 | 2 | 4 | 8) {
        return None;
    }
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    let digits = bytes.iter().rev();
    Some(digits.fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

fn signed(bytes: &[u8], at: usize, width: usize) -> Option<i64> {
    let unused = 64 - 8 * width;
    Some((unsigned(bytes, at, width)? << unused).cast_signed() >> unused)
}

fn float(bytes: &[u8], at: usize, width: usize) -> Option<f64> {
    let bits = unsigned(bytes, at, width)?;
    match width {
        4 => Some(f32::from_bits(bits as u32).into()),
        8 => Some(f64::from_bits(bits)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"cycles_max": -300, "half": 0.5, "is": true}` by the library that TensorFlow has.
    const BYTES: &[u8] = b"cycles_max\x00half\x00is\x00\x03\x14\x0a\x06\x00\x04\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00\xd4\xfe\xff\xff\x00\x00\x00?\x01\x00\x00\x00\x06\x0ej\x0f&\x01";

    #[test]
    fn values_are_found_by_their_names() {
        let map = FlexMap::root(BYTES).expect("a map");
        assert_eq!(map.get("cycles_max"), Some(Entry::Integer(-300)));
        assert_eq!(map.get("half"), Some(Entry::Real(0.5)));
        assert_eq!(map.get("is"), Some(Entry::Integer(1)));
        assert_eq!(map.get("cycles"), None);
        assert_eq!(map.get("half").map(Entry::real), Some(0.5));
    }

    #[test]
    fn damage_is_no_map_or_no_value() {
        for len in 0..BYTES.len() {
            let _ = FlexMap::root(&BYTES[..len]).map(|map| map.get("half"));
        }
        for at in 0..BYTES.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut bytes = BYTES.to_vec();
                bytes[at] = byte;
                let names = ["cycles_max", "half", "is"];
                let _ = FlexMap::root(&bytes).map(|map| names.map(|name| map.get(name)));
            }
        }
        assert!(FlexMap::root(&[]).is_none());
    }
}
