//! Output channels side by side: weights of layers on f32.

/// Output channels that are summed together.
pub const LANES: usize = 4;

/// Weights of `CO` output channels of `K` products each.
///
/// Each group of a convolution has blocks of [`LANES`] output channels: for each product the
/// weights of the block's channels, side by side. Channels that fill no block follow one after the
/// other. Nothing is filled in.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Lanes<const K: usize, const CO: usize, T = f32>(pub [[T; K]; CO]);

/// Reorders weights `[groups · channels][row]` as [`Lanes`].
#[cfg(any(test, feature = "pack"))]
pub fn pack_lanes<T: Copy>(weights: &[T], groups: usize, row: usize) -> alloc::vec::Vec<T> {
    let channels = weights.len() / (groups * row);
    let mut packed = alloc::vec::Vec::with_capacity(weights.len());
    for group in weights.chunks_exact(channels * row) {
        let (blocks, rest) = group.split_at(channels / LANES * LANES * row);
        for block in blocks.chunks_exact(LANES * row) {
            for k in 0..row {
                packed.extend(block.iter().skip(k).step_by(row));
            }
        }
        packed.extend(rest);
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_blocks_interleave_and_the_rest_follows() {
        // Five output channels of two products: channel c has the weights 10c and 10c + 1.
        let weights: alloc::vec::Vec<i32> = (0..5).flat_map(|c| [10 * c, 10 * c + 1]).collect();
        let packed = pack_lanes(&weights, 1, 2);
        assert_eq!(packed, [0, 10, 20, 30, 1, 11, 21, 31, 40, 41]);
        assert_eq!(pack_lanes(&weights, 5, 1), weights);
    }
}
