//! Offsets for buffers with lifetimes: as little memory as we can find.
//!
//! No arena is smaller than the most bytes in use during any step. First fit in a good order
//! reaches that bound for the graphs that people deploy; the order is found by putting the buffer
//! that sticks out first and trying again, from several starting orders. Deterministic.

use std::cmp::Reverse;

use super::{Buffer, Placed};

/// Most tries of one starting order; each puts another buffer first.
const REPAIRS: usize = 200;

/// Pairs of buffers that all tries of one starting order may look at: milliseconds. A graph with more
/// gets one try of one order.
const PAIRS: usize = 4_000_000;

/// Places every buffer, in the given order.
pub(super) fn all(buffers: &[Buffer]) -> Vec<Placed> {
    let bound = lower_bound(buffers);
    let repairs = (PAIRS / (buffers.len() * buffers.len()).max(1)).min(REPAIRS);
    let mut best: Option<Attempt> = None;
    let orders = if repairs == 0 {
        vec![by_size(buffers)]
    } else {
        starting_orders(buffers)
    };
    for mut order in orders {
        for _ in 0..repairs.max(1) {
            let attempt = Attempt::first_fit(buffers, &order);
            let highest = attempt.highest;
            if best.as_ref().is_none_or(|best| attempt.end < best.end) {
                best = Some(attempt);
            }
            if best.as_ref().is_some_and(|best| best.end <= bound) {
                break;
            }
            let Some(position) = order.iter().position(|&b| b == highest) else {
                break;
            };
            order[..=position].rotate_right(1);
        }
    }
    let offsets = best.map(|best| best.offsets).unwrap_or_default();
    buffers
        .iter()
        .zip(offsets)
        .map(|(&buffer, offset)| Placed { buffer, offset })
        .collect()
}

/// The most bytes in use during any step.
pub(super) fn lower_bound(buffers: &[Buffer]) -> usize {
    // Every buffer comes at its first step and goes after its last; what goes, goes first.
    let comes = buffers.iter().map(|b| (b.lifetime.first, true, b.size));
    let goes = buffers.iter().map(|b| (b.lifetime.last + 1, false, b.size));
    let mut events: Vec<(usize, bool, usize)> = comes.chain(goes).collect();
    events.sort_unstable();
    let (mut live, mut most) = (0, 0);
    for (_, comes, size) in events {
        live = if comes { live + size } else { live - size };
        most = most.max(live);
    }
    most
}

/// Largest first, longest-lived first, and by the most contended step first.
fn starting_orders(buffers: &[Buffer]) -> Vec<Vec<usize>> {
    let pressure = |b: &Buffer| {
        let meeting = buffers
            .iter()
            .filter(|other| other.lifetime.meets(b.lifetime));
        meeting.map(|other| other.size).sum::<usize>()
    };
    vec![
        by_size(buffers),
        sorted(buffers, |b| [b.lifetime.last - b.lifetime.first, b.size]),
        sorted(buffers, |b| [pressure(b), b.size]),
    ]
}

fn by_size(buffers: &[Buffer]) -> Vec<usize> {
    sorted(buffers, |b| [b.size, b.lifetime.last - b.lifetime.first])
}

/// Largest keys first.
fn sorted(buffers: &[Buffer], key: impl Fn(&Buffer) -> [usize; 2]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..buffers.len()).collect();
    order.sort_by_cached_key(|&index| Reverse(key(&buffers[index])));
    order
}

/// One placement of all buffers.
struct Attempt {
    offsets: Vec<usize>,
    /// Bytes of arena.
    end: usize,
    /// The buffer that ends there.
    highest: usize,
}

impl Attempt {
    /// Puts each buffer at the lowest place that is free during its lifetime.
    fn first_fit(buffers: &[Buffer], order: &[usize]) -> Self {
        let mut attempt = Self {
            offsets: vec![0; buffers.len()],
            end: 0,
            highest: 0,
        };
        let mut placed: Vec<(usize, Buffer, usize)> = Vec::with_capacity(buffers.len());
        for &index in order {
            let buffer = buffers[index];
            let mut offset = 0;
            // `placed` is sorted by first byte, so one walk finds the first gap.
            for &(start, other, end) in &placed {
                if start >= offset + buffer.size && buffer.size > 0 {
                    break;
                }
                if other.lifetime.meets(buffer.lifetime) {
                    offset = offset.max(end);
                }
            }
            let end = offset + buffer.size;
            let at = placed.partition_point(|&(start, ..)| start < offset);
            placed.insert(at, (offset, buffer, end));
            attempt.offsets[index] = offset;
            if end > attempt.end {
                (attempt.end, attempt.highest) = (end, index);
            }
        }
        attempt
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lifetime;
    use super::*;
    use proptest::prelude::*;

    fn buffer(size: usize, first: usize, last: usize) -> Buffer {
        Buffer {
            size,
            lifetime: Lifetime { first, last },
        }
    }

    fn arena(buffers: &[Buffer]) -> usize {
        all(buffers).iter().map(Placed::end).max().unwrap_or(0)
    }

    #[test]
    fn a_chain_needs_its_largest_pair() {
        // MobileNet-like: greedy by size leaves a hole here.
        let sizes = [27_648, 18_432, 18_432, 36_864, 9_216, 18_432, 18_432, 4_608];
        let chain: Vec<Buffer> = sizes
            .iter()
            .enumerate()
            .map(|(i, &size)| buffer(size, i, i + 1))
            .collect();
        assert_eq!(arena(&chain), 18_432 + 36_864);
    }

    #[test]
    fn the_bound_is_the_most_in_use_at_once() {
        let buffers = [
            buffer(8, 0, 1),
            buffer(4, 1, 2),
            buffer(16, 2, 2),
            buffer(0, 0, 9),
        ];
        assert_eq!(lower_bound(&buffers), 20);
        assert_eq!(lower_bound(&[]), 0);
    }

    #[test]
    fn nothing_needs_nothing() {
        assert_eq!(arena(&[]), 0);
    }

    proptest! {
        /// The independent checker: no two buffers in use at the same time share a byte.
        #[test]
        fn buffers_in_use_together_are_disjoint(
            buffers in prop::collection::vec((0usize..64, 0usize..20, 0usize..6), 0..40)
        ) {
            let buffers: Vec<Buffer> = buffers
                .into_iter()
                .map(|(words, first, length)| buffer(4 * words, first, first + length))
                .collect();
            let placed = all(&buffers);
            prop_assert_eq!(placed.len(), buffers.len());
            for step in 0..26 {
                let mut used = vec![false; placed.iter().map(Placed::end).max().unwrap_or(0)];
                for p in placed.iter().filter(|p| p.buffer.lifetime.contains(step)) {
                    for byte in &mut used[p.offset..p.end()] {
                        prop_assert!(!*byte, "a byte is used twice in step {}", step);
                        *byte = true;
                    }
                }
            }
            prop_assert!(arena(&buffers) >= lower_bound(&buffers));
        }
    }
}
