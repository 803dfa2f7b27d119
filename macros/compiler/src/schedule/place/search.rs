//! The search for a placement that ends at or before a given byte, or the proof that there is none.
//!
//! In each pair of items, one item lies below the other. The only decision is which of them: once all
//! are decided, each item lies at the lowest byte that the items below it leave. As long as some pairs
//! are undecided, an item lies between the lowest byte that the decided pairs leave, and the highest
//! byte from which all items decided to be above it still end in time. If a pair has room for only one
//! of its orders, that order is decided, which narrows other pairs. Once the lowest bytes satisfy every
//! pair, they are a placement. Otherwise, for a pair that they do not satisfy, the search tries both
//! orders; if the order is decided and the distance of the two is not on the grid of an overlap, it
//! tries larger and smaller distances. Every placement that ends in time agrees with one of the two
//! branches, so a search that finishes without a placement has proved that there is none. Two pairs of
//! which only one may share bytes are treated in the same way: if both share bytes, one branch for each
//! pair forbids it.

use super::distance::{Distances, Pair};
use super::{ALIGNMENT, Placement};

/// Pairs that all searches for one model may look at: about 50 milliseconds of optimized code.
const WORK: usize = 4_000_000;

/// Most pairs of a graph that is searched: each branch keeps its state for every pair.
const PAIRS: usize = 4_000;

/// Returns a placement at least as good, and a bound at least as high. Halves the interval between the
/// two as long as searches finish.
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
        let mut search = PlaceSearch::new(sizes, distances, next, share);
        let outcome = search.run();
        work -= share - search.work;
        match outcome {
            Outcome::Found(offsets) => {
                found.end = end(sizes, &offsets);
                found.offsets = offsets;
            }
            Outcome::Impossible => found.bound = next + ALIGNMENT,
            Outcome::Open if next + ALIGNMENT >= found.end => break,
            // The search did not decide this end, so from here on only the next better end is tried.
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
    /// No placement ends in time.
    Impossible,
    /// The search reached its limit of work.
    Open,
}

/// The decisions on one branch of the search.
#[derive(Clone)]
struct Branch {
    /// Lowest first byte of each item.
    lowest: Vec<usize>,
    /// Highest first byte of each item.
    highest: Vec<usize>,
    /// The order of each pair; `None` while it is open.
    orders: Vec<Option<PairOrder>>,
    /// Pairs that may not share bytes, because a rival pair does.
    apart: Vec<bool>,
    /// Items whose neighbors have to be checked again.
    changed: Vec<usize>,
}

/// An order of a pair: one item above the other.
#[derive(Clone, Copy)]
struct PairOrder {
    /// Whether the first of the pair is the lower one.
    a_is_below: bool,
    /// The least number of bytes from the start of the lower item to the start of the upper.
    least: usize,
    /// The largest number of bytes from the start of the lower item to the start of the upper.
    most: usize,
}

struct PlaceSearch<'a> {
    distances: &'a Distances,
    /// Pairs that may still be looked at.
    work: usize,
    /// The number of times each pair had no room: pairs with more conflicts are decided first.
    conflicts: Vec<u32>,
    /// The branches that are still to be searched; the last is the next.
    branches: Vec<Branch>,
}

impl<'a> PlaceSearch<'a> {
    fn new(sizes: &[usize], distances: &'a Distances, end: usize, work: usize) -> Self {
        let highest: Option<Vec<usize>> = sizes.iter().map(|size| end.checked_sub(*size)).collect();
        let root = highest.map(|highest| Branch {
            lowest: vec![0; sizes.len()],
            highest,
            orders: vec![None; distances.pairs.len()],
            apart: vec![false; distances.pairs.len()],
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
            if let Some(index) = self.choose(&branch) {
                let pair = branch.pair(self.distances, index);
                for order in branch.choices(pair, branch.orders[index]) {
                    self.branches.push(branch.with(index, pair, Some(order)));
                }
            } else if let Some(rivals) = branch.rivals(self.distances) {
                for index in rivals {
                    self.branches.push(branch.apart(self.distances, index));
                }
            } else {
                return Outcome::Found(branch.lowest);
            }
        }
        Outcome::Impossible
    }

    /// Draws all conclusions from the items that changed. Returns false if some pair has no room.
    fn narrow(&mut self, branch: &mut Branch) -> bool {
        while let Some(item) = branch.changed.pop() {
            for &index in &self.distances.of[item] {
                self.work = self.work.saturating_sub(1);
                let pair = branch.pair(self.distances, index);
                let order = match (branch.orders[index], branch.room(pair)) {
                    (Some(order), _) => Some(order),
                    (None, [Some(_), Some(_)]) => continue,
                    (None, [Some(_), None]) => Some(PairOrder::new(pair, true)),
                    (None, [None, Some(_)]) => Some(PairOrder::new(pair, false)),
                    (None, [None, None]) => None,
                };
                branch.orders[index] = order;
                if !order.is_some_and(|order| branch.obey(pair, order)) {
                    self.conflicts[index] = self.conflicts[index].saturating_add(1);
                    return false;
                }
            }
            if self.work == 0 {
                return false;
            }
        }
        true
    }

    /// The pair to decide next, the one with the least room in proportion to its conflicts; `None` if
    /// the lowest bytes satisfy all pairs.
    fn choose(&mut self, branch: &Branch) -> Option<usize> {
        self.work = self.work.saturating_sub(self.distances.pairs.len() / 4);
        let pairs = 0..self.distances.pairs.len();
        let pair = |index: usize| branch.pair(self.distances, index);
        let open = pairs.filter(|&index| !branch.satisfies(pair(index)));
        open.min_by(|&i, &j| {
            let rooms = |index: usize| {
                let rooms = branch.room(pair(index));
                rooms.into_iter().flatten().sum::<usize>() as u64
            };
            let conflicts = |index: usize| u64::from(self.conflicts[index]);
            (rooms(i) * conflicts(j)).cmp(&(rooms(j) * conflicts(i)))
        })
    }
}

impl PairOrder {
    fn new(pair: Pair, a_is_below: bool) -> Self {
        let (_, _, gap) = pair.stacked(a_is_below);
        Self {
            a_is_below,
            least: gap.least,
            most: usize::MAX,
        }
    }
}

impl Branch {
    /// The pair with this branch's decisions.
    fn pair(&self, distances: &Distances, index: usize) -> Pair {
        let pair = distances.pairs[index];
        match self.apart[index] {
            true => pair.apart(),
            false => pair,
        }
    }

    /// Returns the branch with another order of a pair.
    fn with(&self, index: usize, pair: Pair, order: Option<PairOrder>) -> Self {
        let mut branch = self.clone();
        branch.orders[index] = order;
        branch.changed = vec![pair.a, pair.b];
        branch
    }

    /// Returns the branch on which a pair shares no bytes.
    fn apart(&self, distances: &Distances, index: usize) -> Self {
        let pair = distances.pairs[index].apart();
        let order = self.orders[index].map(|order| PairOrder {
            least: order.least.max(pair.stacked(order.a_is_below).2.least),
            ..order
        });
        let mut branch = self.with(index, pair, order);
        branch.apart[index] = true;
        branch
    }

    /// Two pairs that both share bytes where only one of them may.
    fn rivals(&self, distances: &Distances) -> Option<[usize; 2]> {
        let shares = |index: usize| {
            let pair = self.pair(distances, index);
            ![true, false].into_iter().any(|a_is_below| {
                let (low, up, gap) = pair.stacked(a_is_below);
                let between = self.lowest[up].checked_sub(self.lowest[low]);
                between.is_some_and(|between| gap.is_apart(between))
            })
        };
        let mut rivals = distances.rivals.iter().copied();
        rivals.find(|&[first, second]| shares(first) && shares(second))
    }

    /// Returns whether the lowest bytes of both items of a pair are at an allowed distance.
    fn satisfies(&self, pair: Pair) -> bool {
        [true, false].into_iter().any(|a_is_below| {
            let (low, up, gap) = pair.stacked(a_is_below);
            let between = self.lowest[up].checked_sub(self.lowest[low]);
            between.is_some_and(|between| gap.allows(between))
        })
    }

    /// The bytes of room with the first item of the pair below, and with the second below; `None` if
    /// that order has no room.
    fn room(&self, pair: Pair) -> [Option<usize>; 2] {
        [true, false].map(|a_is_below| {
            let (low, up, gap) = pair.stacked(a_is_below);
            self.highest[up].checked_sub(self.lowest[low] + gap.least)
        })
    }

    /// The choices for a pair that the lowest bytes do not satisfy, the likelier last: one order or the
    /// other; within an order, a larger or a smaller distance than now.
    fn choices(&self, pair: Pair, order: Option<PairOrder>) -> Vec<PairOrder> {
        let Some(order) = order else {
            let [a_below, b_below] = self.room(pair);
            let likely = a_below >= b_below;
            return vec![PairOrder::new(pair, !likely), PairOrder::new(pair, likely)];
        };
        let (low, up, gap) = pair.stacked(order.a_is_below);
        let between = self.lowest[up].saturating_sub(self.lowest[low]);
        let more = PairOrder {
            least: gap.at_least(between),
            ..order
        };
        let less = gap.at_most(between).map(|most| PairOrder { most, ..order });
        let choices = [more].into_iter().chain(less);
        choices.filter(|order| order.least <= order.most).collect()
    }

    /// Narrows both items of a pair to its order. Returns false if there is no room.
    fn obey(&mut self, pair: Pair, order: PairOrder) -> bool {
        let (low, up, _) = pair.stacked(order.a_is_below);
        let lowest = [
            self.lowest[low].max(self.lowest[up].saturating_sub(order.most)),
            self.lowest[up].max(self.lowest[low] + order.least),
        ];
        let Some(below) = self.highest[up].checked_sub(order.least) else {
            return false;
        };
        let highest = [
            self.highest[low].min(below),
            self.highest[up].min(self.highest[low].saturating_add(order.most)),
        ];
        for (item, (lowest, highest)) in [low, up].into_iter().zip(lowest.into_iter().zip(highest))
        {
            if (lowest, highest) != (self.lowest[item], self.highest[item]) {
                (self.lowest[item], self.highest[item]) = (lowest, highest);
                self.changed.push(item);
            }
            if lowest > highest {
                return false;
            }
        }
        true
    }
}
