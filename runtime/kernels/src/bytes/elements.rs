//! Elements whose Rust types are not plain bytes, or need more alignment than an arena has.

use core::cmp::Ordering;

use super::{Plain, f16};

/// An element of a bool tensor: a byte, of which every value except 0 is true.
#[derive(Debug, Clone, Copy, Default)]
#[repr(transparent)]
pub struct Bool(u8);

/// An element of an int64 tensor, aligned as a 32-bit word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct I64 {
    low: u32,
    high: u32,
}

// SAFETY: a byte, `repr(transparent)`.
unsafe impl Plain for Bool {}

// SAFETY: two `u32` in `repr(C)`: no padding, and every bit pattern is a value.
unsafe impl Plain for I64 {}

// SAFETY: a `u16`, `repr(transparent)`, of which every bit pattern is an IEEE 754 binary16.
unsafe impl Plain for f16 {}

impl Bool {
    /// Creates the element from a value.
    #[inline(always)]
    pub const fn new(value: bool) -> Self {
        Self(value as u8)
    }

    /// Returns the value.
    #[inline(always)]
    pub const fn get(self) -> bool {
        self.0 != 0
    }
}

impl From<bool> for Bool {
    #[inline(always)]
    fn from(value: bool) -> Self {
        Self::new(value)
    }
}

impl PartialEq for Bool {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Bool {}

impl PartialOrd for Bool {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl I64 {
    /// Creates the element from a value.
    #[inline(always)]
    pub const fn new(value: i64) -> Self {
        let bits = value.cast_unsigned();
        Self {
            low: bits as u32,
            high: (bits >> 32) as u32,
        }
    }

    /// Returns the value.
    #[inline(always)]
    pub const fn get(self) -> i64 {
        (((self.high as u64) << 32) | self.low as u64).cast_signed()
    }
}

impl PartialOrd for I64 {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl From<i64> for I64 {
    #[inline(always)]
    fn from(value: i64) -> Self {
        Self::new(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::from_bytes;

    #[test]
    fn elements_are_little_endian() {
        for value in [0, -2, i64::MIN, i64::MAX, 0x0123_4567_89ab_cdef] {
            assert_eq!(from_bytes::<I64, 8>(value.to_le_bytes()).get(), value);
            assert_eq!(I64::from(value).get(), value);
        }
        assert_eq!(
            from_bytes::<[Bool; 3], 3>([0, 1, 2]).map(Bool::get),
            [false, true, true]
        );
    }
}
