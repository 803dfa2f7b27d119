//! Blocks of four output channels, interleaved: the portable matmul core.

/// Output channels that one pass of the matmul core computes together.
pub const BLOCK: usize = 4;

/// Weights of a matmul-like operator: blocks of four output channels, interleaved.
///
/// For each of `G` groups and `B` blocks of [`BLOCK`] output channels, for each of the `KH · KW` taps of
/// the window and `C` input channels of the group, one word holds the weights of the block's channels,
/// the first in the low byte: one load brings all four. Channels past the last one of a group are zero.
/// A fully connected layer is one group and one tap.
///
/// `W` is `u32`, or `u16` for weights of four bits with the first channel in the lowest bits.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Blocked<
    const C: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    W = u32,
>(pub [[[[[W; C]; KW]; KH]; B]; G]);

/// Number of blocks in one group with `channels` output channels.
pub const fn blocks(channels: usize) -> usize {
    channels.div_ceil(BLOCK)
}

/// Packs weights `[G · channels][KH][KW][C]` (TFLite's OHWI order) as [`Blocked`]; `row` is
/// `KH · KW · C`.
#[cfg(any(test, feature = "pack"))]
pub fn pack_blocked(weights: &[i8], groups: usize, row: usize) -> alloc::vec::Vec<u8> {
    let channels = weights.len() / (groups * row);
    let mut packed = alloc::vec::Vec::with_capacity(groups * blocks(channels) * BLOCK * row);
    for group in weights.chunks_exact(channels * row) {
        for block in group.chunks(BLOCK * row) {
            for k in 0..row {
                for channel in 0..BLOCK {
                    packed.push(
                        block
                            .get(channel * row + k)
                            .map_or(0, |w| w.cast_unsigned()),
                    );
                }
            }
        }
    }
    packed
}

/// Packs weights of four bits as [`Blocked`], two channels in a byte.
#[cfg(any(test, feature = "pack"))]
pub fn pack_nibbles(weights: &[i8], groups: usize, row: usize) -> alloc::vec::Vec<u8> {
    nibbles(&pack_blocked(weights, groups, row))
}

/// Packs two values of four bits into each byte, the first in the lower half.
#[cfg(any(test, feature = "pack"))]
pub fn nibbles(values: &[u8]) -> alloc::vec::Vec<u8> {
    let pairs = values.chunks(2);
    pairs
        .map(|pair| pair[0] & 0xf | pair.get(1).map_or(0, |second| second << 4))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_interleave_and_the_last_block_is_filled_with_zeros() {
        // Five output channels of two inputs: channel c has the weights 10c and 10c + 1.
        let weights: alloc::vec::Vec<i8> = (0..5).flat_map(|c| [10 * c, 10 * c + 1]).collect();
        assert_eq!(
            pack_blocked(&weights, 1, 2),
            [0, 10, 20, 30, 1, 11, 21, 31, 40, 0, 0, 0, 41, 0, 0, 0]
        );
    }

    #[test]
    fn nibbles_lie_in_the_same_order() {
        let weights = [-8, 7, 1, -1, 0, 2];
        assert_eq!(pack_nibbles(&weights, 1, 2), [0x18, 0, 0xf7, 2]);
    }

    #[test]
    fn each_group_has_its_own_blocks() {
        assert_eq!(pack_blocked(&[1, 2, 3, 4], 2, 1), [1, 2, 0, 0, 3, 4, 0, 0]);
    }
}
