//! The search for a placement that ends at or before a given byte, or the proof that there is none.
//!
//! Each pair of items has one below the other. Which of them is all there is to decide: then each
//! item lies at the lowest byte that the items below it leave. While that is open, an item lies
//! somewhere between the lowest byte that what is decided leaves, and the highest from which all
//! decided to be above it still ends in time. A pair that only one order has room for is decided by
//! that, which narrows others. Once the lowest bytes satisfy every pair they are a placement;
//! otherwise both orders of a pair that they do not satisfy are tried. Every placement that ends in
//! time agrees with one of the two, so a search that comes to its end has proved that there is none.

use super::distance::{Distances, Pair};
use super::{ALIGNMENT, Placement};

/// Pairs that all searches for one model may look at: some 50 milliseconds of optimized code.
const WORK: usize = 4_000_000;

/// Most pairs of a graph that is searched: what is open is kept for each of them.
const PAIRS: usize = 4_000;

/// A placement at least as good, and a bound at least as high. Halves what is between the two as long
/// as searches come to an end.
pub(super) fn improve(sizes: &[usize], distances: &Distances, mut found: Placement) -> Placement {
    if distances.pairs.len() > PAIRS {
        return found;
    }
    let mut work = WORK;
    let mut next = found.bound;
    while found.bound < found.end {
        let share = if next + ALIGNMENT == found.end {
            work
        } else {
            work / 2
        };
        let mut search = Search::new(sizes, distances, next, share);
        let outcome = search.run();
        work -= share - search.work;
        match outcome {
            Outcome::Found(offsets) => {
                found.end = end(sizes, &offsets);
                found.offsets = offsets;
            }
            Outcome::Impossible => found.bound = next + ALIGNMENT,
            Outcome::Open if next + ALIGNMENT >= found.end => break,
            // Nothing is known about this end, so only the next better one is tried from here on.
            Outcome::Open => {
                next = found.end - ALIGNMENT;
                continue;
            }
        }
        let middle = found.bound.midpoint(found.end) / ALIGNMENT * ALIGNMENT;
        next = middle
            .max(found.bound)
            .min(found.end.saturating_sub(ALIGNMENT));
    }
    found
}

fn end(sizes: &[usize], offsets: &[usize]) -> usize {
    let ends = sizes
        .iter()
        .zip(offsets)
        .map(|(size, offset)| size + offset);
    ends.max().unwrap_or(0)
}

enum Outcome {
    /// The offsets of a placement that ends in time.
    Found(Vec<usize>),
    /// There is none.
    Impossible,
    /// The search was too long.
    Open,
}

/// What is decided on one branch of the search.
#[derive(Clone)]
struct Branch {
    /// Lowest first byte of each item.
    lowest: Vec<usize>,
    /// Highest first byte of each item.
    highest: Vec<usize>,
    /// Of each pair, whether the first item is below the second; `None` while that is open.
    orders: Vec<Option<bool>>,
    /// Items whose neighbours are to be looked at.
    changed: Vec<usize>,
}

struct Search<'a> {
    distances: &'a Distances,
    /// Pairs that may still be looked at.
    work: usize,
    /// How often each pair had room for no order: such pairs are decided first.
    conflicts: Vec<u32>,
    /// Branches that are not looked at yet; the next is the last.
    branches: Vec<Branch>,
}

impl<'a> Search<'a> {
    fn new(sizes: &[usize], distances: &'a Distances, end: usize, work: usize) -> Self {
        let highest: Option<Vec<usize>> = sizes.iter().map(|size| end.checked_sub(*size)).collect();
        let root = highest.map(|highest| Branch {
            lowest: vec![0; sizes.len()],
            highest,
            orders: vec![None; distances.pairs.len()],
            changed: (0..sizes.len()).collect(),
        });
        Self {
            distances,
            work,
            conflicts: vec![1; distances.pairs.len()],
            branches: root.into_iter().collect(),
        }
    }

    fn run(&mut self) -> Outcome {
        while let Some(mut branch) = self.branches.pop() {
            let possible = self.narrow(&mut branch);
            if self.work == 0 {
                return Outcome::Open;
            }
            if !possible {
                continue;
            }
            let Some(pair) = self.choose(&branch) else {
                return Outcome::Found(branch.lowest);
            };
            let likely = branch.likely(self.distances, pair);
            for order in [!likely, likely] {
                let Pair { a, b, .. } = self.distances.pairs[pair];
                let mut branch = branch.clone();
                branch.orders[pair] = Some(order);
                branch.changed = vec![if order { a } else { b }];
                self.branches.push(branch);
            }
        }
        Outcome::Impossible
    }

    /// Draws all conclusions from what changed. False if some pair has no room.
    fn narrow(&mut self, branch: &mut Branch) -> bool {
        while let Some(item) = branch.changed.pop() {
            for &index in &self.distances.of[item] {
                self.work = self.work.saturating_sub(1);
                let pair = self.distances.pairs[index];
                let [a_fits, b_fits] = branch.room(pair).map(|room| room.is_some());
                let order = branch.orders[index];
                let a_is_below = match (
                    order != Some(false) && a_fits,
                    order != Some(true) && b_fits,
                ) {
                    (true, true) => continue,
                    (false, false) => {
                        self.conflicts[index] = self.conflicts[index].saturating_add(1);
                        return false;
                    }
                    (a_is_below, _) => a_is_below,
                };
                branch.orders[index] = Some(a_is_below);
                match a_is_below {
                    true => branch.stack(pair.a, pair.b, pair.a_below),
                    false => branch.stack(pair.b, pair.a, pair.b_below),
                }
            }
            if self.work == 0 {
                return false;
            }
        }
        true
    }

    /// The pair to decide next, the one with the least room for its conflicts; `None` if the lowest
    /// bytes satisfy all.
    fn choose(&mut self, branch: &Branch) -> Option<usize> {
        self.work = self.work.saturating_sub(self.distances.pairs.len() / 4);
        let open = (0..self.distances.pairs.len()).filter(|&index| {
            branch.orders[index].is_none() && !branch.satisfies(self.distances.pairs[index])
        });
        open.min_by(|&i, &j| {
            let rooms = |index: usize| {
                let rooms = branch.room(self.distances.pairs[index]);
                rooms.into_iter().flatten().sum::<usize>() as u64
            };
            let conflicts = |index: usize| u64::from(self.conflicts[index]);
            (rooms(i) * conflicts(j)).cmp(&(rooms(j) * conflicts(i)))
        })
    }
}

impl Branch {
    /// Whether the lowest bytes of both items of a pair are far enough from each other.
    fn satisfies(&self, pair: Pair) -> bool {
        let [a, b] = [self.lowest[pair.a], self.lowest[pair.b]];
        a + pair.a_below <= b || b + pair.b_below <= a
    }

    /// Bytes that are left where the first of a pair is below, and where the second is; `None` where
    /// there is no room for that.
    fn room(&self, pair: Pair) -> [Option<usize>; 2] {
        let above = |low: usize, up: usize, distance: usize| {
            self.highest[up].checked_sub(self.lowest[low] + distance)
        };
        [
            above(pair.a, pair.b, pair.a_below),
            above(pair.b, pair.a, pair.b_below),
        ]
    }

    /// Whether the first of a pair is rather below: where more room is left.
    fn likely(&self, distances: &Distances, pair: usize) -> bool {
        let [a_below, b_below] = self.room(distances.pairs[pair]);
        a_below >= b_below
    }

    /// Puts `up` above `low`, for which there is room.
    fn stack(&mut self, low: usize, up: usize, distance: usize) {
        if self.lowest[up] < self.lowest[low] + distance {
            self.lowest[up] = self.lowest[low] + distance;
            self.changed.push(up);
        }
        if self.highest[low] > self.highest[up] - distance {
            self.highest[low] = self.highest[up] - distance;
            self.changed.push(low);
        }
    }
}
