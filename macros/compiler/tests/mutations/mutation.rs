//! Changes of a file's bytes.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;
use tflite_schema::Model;

/// A change of a file. It addresses bytes by their index in a list of offsets.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    FlipBits(Vec<(Index, u8)>),
    /// A small change: a number near a dimension, an index or an enum's value is often valid too.
    Nudge(Index, i8),
    Truncate(Index),
    SwapWords(Index, Index),
    SetWord(Index, u32),
}

/// Returns changes of any byte, and truncations.
pub(crate) fn anywhere() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        9 => in_place(),
        1 => any::<Index>().prop_map(Mutation::Truncate),
    ]
}

/// Returns changes that keep the file's length.
pub(crate) fn in_place() -> impl Strategy<Value = Mutation> {
    let word = prop_oneof![
        any::<u32>(),
        0..64u32,
        Just(u32::MAX),
        Just(i32::MIN as u32)
    ];
    prop_oneof![
        3 => prop::collection::vec((any::<Index>(), 0..8u8), 1..3).prop_map(Mutation::FlipBits),
        3 => (any::<Index>(), -4..=4i8).prop_map(|(at, by)| Mutation::Nudge(at, by)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::SwapWords(a, b)),
        3 => (any::<Index>(), word).prop_map(|(at, word)| Mutation::SetWord(at, word)),
    ]
}

/// Returns the offsets of numbers outside of constants that the reader accepts with neighboring values
/// too, so that only the compiler checks them: shapes, options, indices, quantization, names.
pub(crate) fn numbers(bytes: &[u8]) -> Vec<usize> {
    let constants = constants(bytes);
    let mut changed = bytes.to_vec();
    let mut is_number = |&offset: &usize| {
        changed[offset] = bytes[offset].wrapping_add(1);
        let is_read = Model::read(&changed).is_ok();
        changed[offset] = bytes[offset];
        is_read
    };
    (0..bytes.len())
        .filter(|offset| !constants.contains(offset))
        .filter(|offset| is_number(offset))
        .collect()
}

fn constants(bytes: &[u8]) -> HashSet<usize> {
    let model = Model::read(bytes).expect("a model");
    let subgraphs = model.subgraphs.iter();
    let tensors = subgraphs.flat_map(|subgraph| &subgraph.tensors);
    let offsets = |data: &[u8]| {
        let start = data.as_ptr().addr() - bytes.as_ptr().addr();
        start..start + data.len()
    };
    tensors
        .filter_map(|tensor| tensor.data)
        .flat_map(offsets)
        .collect()
}

impl Mutation {
    /// Changes bytes at some of `offsets`, or the words that contain them.
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>, offsets: &[usize]) {
        let last_word = bytes.len().saturating_sub(4) / 4 * 4;
        let word = |at: &Index| (at.get(offsets) / 4 * 4).min(last_word);
        match self {
            Self::FlipBits(flips) => {
                for (at, bit) in flips {
                    bytes[*at.get(offsets)] ^= 1 << bit;
                }
            }
            Self::Nudge(at, by) => {
                let byte = &mut bytes[*at.get(offsets)];
                *byte = byte.wrapping_add_signed(*by);
            }
            Self::Truncate(length) => bytes.truncate(*length.get(offsets)),
            Self::SwapWords(a, b) => {
                let (a, b) = (word(a), word(b));
                for i in 0..4 {
                    bytes.swap(a + i, b + i);
                }
            }
            Self::SetWord(at, value) => {
                let at = word(at);
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
        }
    }
}
