//! Weights of four bits.

use alloc::vec::Vec;

use super::{CHANNELS, DualWalk, NIBBLES, Packed, constants};
use crate::op::Shape;

impl Packed {
    /// These weights with four bits each; `None` if one has more, or code is made for the shift of all
    /// channels.
    pub fn nibbles(&self, shape: &Shape, walk: DualWalk) -> Option<Self> {
        let block = walk.block(shape, self.ties, self.shift);
        let weights = CHANNELS..block - constants(self.ties, self.shift);
        let mut words = Vec::with_capacity(walk.words(shape, self.ties, NIBBLES + self.shift));
        for block in self.words.chunks_exact(block) {
            words.extend_from_slice(&block[..weights.start]);
            for pair in block[weights.clone()].chunks_exact(2) {
                words.push(of_channels(pair[0])? | of_channels(pair[1])? << 4);
            }
            words.extend_from_slice(&block[weights.end..]);
        }
        Some(Self {
            words,
            ..self.clone()
        })
    }
}

/// Returns `w + 8` for two channels and two `k`, one in each byte, from `256·w_b + w_a` in both
/// half-words.
fn of_channels(word: u32) -> Option<u32> {
    let of_half = |half: u32| {
        let sum = half as i16 + 0x808;
        let [a, b] = sum.to_le_bytes();
        (a < 16 && b < 16).then_some(u32::from(b) << 8 | u32::from(a))
    };
    Some(of_half(word >> 16)? << 16 | of_half(word & 0xffff)?)
}

#[cfg(test)]
mod tests {
    use super::of_channels;

    #[test]
    fn all_sixteen_values_fit_and_no_other() {
        for (a, b) in (-9..=8).flat_map(|a: i32| (-9..=8).map(move |b: i32| (a, b))) {
            let dual = ((256 * b + a) as u32) & 0xffff;
            let fits = [a, b].iter().all(|w| (-8..8).contains(w));
            let expected = fits.then(|| ((b + 8) << 24 | (a + 8) << 16 | 0x808) as u32);
            assert_eq!(of_channels(dual << 16), expected, "{a}, {b}");
        }
    }
}
