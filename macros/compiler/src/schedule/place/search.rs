//! The search for a placement that ends at or before a given byte, or the proof that there is none.
//!
//! Each pair of items has one below the other. Which of them is all there is to decide: then each
//! item lies at the lowest byte that the items below it leave. While that is open, an item lies
//! somewhere between the lowest byte that what is decided leaves, and the highest from which all
//! decided to be above it still ends in time. A pair that only one order has room for is decided by
//! that, which narrows others. Once the lowest bytes satisfy every pair they are a placement;
//! otherwise both orders of a pair that they do not satisfy are tried; or, if its order is known and
//! the bytes between the two are not on the grid of an overlap, more bytes than now and less. Every
//! placement that ends in time agrees with one of the two, so a search that comes to its end has proved
//! that there is none. The same holds for two pairs of which only one may share bytes: if both do,
//! one of them must not.

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
    /// Of each pair; `None` while its order is open.
    orders: Vec<Option<Order>>,
    /// Pairs that may share nothing, since others do.
    apart: Vec<bool>,
    /// Items whose neighbours are to be looked at.
    changed: Vec<usize>,
}

/// One item of a pair above the other.
#[derive(Clone, Copy)]
struct Order {
    /// Whether the first of the pair is the lower one.
    a_is_below: bool,
    /// Bytes that the upper begins after the lower, at least.
    least: usize,
    /// And at most.
    most: usize,
}

struct Search<'a> {
    distances: &'a Distances,
    /// Pairs that may still be looked at.
    work: usize,
    /// How often each pair had no room: such pairs are decided first.
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

    /// Draws all conclusions from what changed. False if some pair has no room.
    fn narrow(&mut self, branch: &mut Branch) -> bool {
        while let Some(item) = branch.changed.pop() {
            for &index in &self.distances.of[item] {
                self.work = self.work.saturating_sub(1);
                let pair = branch.pair(self.distances, index);
                let order = match (branch.orders[index], branch.room(pair)) {
                    (Some(order), _) => Some(order),
                    (None, [Some(_), Some(_)]) => continue,
                    (None, [Some(_), None]) => Some(Order::new(pair, true)),
                    (None, [None, Some(_)]) => Some(Order::new(pair, false)),
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

    /// The pair to decide next, the one with the least room for its conflicts; `None` if the lowest
    /// bytes satisfy all.
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

impl Order {
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
    /// A pair as it is on this branch.
    fn pair(&self, distances: &Distances, index: usize) -> Pair {
        let pair = distances.pairs[index];
        match self.apart[index] {
            true => pair.apart(),
            false => pair,
        }
    }

    /// The branch with another order of a pair.
    fn with(&self, index: usize, pair: Pair, order: Option<Order>) -> Self {
        let mut branch = self.clone();
        branch.orders[index] = order;
        branch.changed = vec![pair.a, pair.b];
        branch
    }

    /// The branch where a pair shares nothing.
    fn apart(&self, distances: &Distances, index: usize) -> Self {
        let pair = distances.pairs[index].apart();
        let order = self.orders[index].map(|order| Order {
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

    /// Whether the lowest bytes of both items of a pair are right beside each other.
    fn satisfies(&self, pair: Pair) -> bool {
        [true, false].into_iter().any(|a_is_below| {
            let (low, up, gap) = pair.stacked(a_is_below);
            let between = self.lowest[up].checked_sub(self.lowest[low]);
            between.is_some_and(|between| gap.allows(between))
        })
    }

    /// Bytes that are left where the first of a pair is below, and where the second is; `None` where
    /// there is no room for that.
    fn room(&self, pair: Pair) -> [Option<usize>; 2] {
        [true, false].map(|a_is_below| {
            let (low, up, gap) = pair.stacked(a_is_below);
            self.highest[up].checked_sub(self.lowest[low] + gap.least)
        })
    }

    /// What there is to choose for a pair that the lowest bytes do not satisfy, the likelier last: one
    /// order or the other; in an order, more bytes between the two than now, or less.
    fn choices(&self, pair: Pair, order: Option<Order>) -> Vec<Order> {
        let Some(order) = order else {
            let [a_below, b_below] = self.room(pair);
            let likely = a_below >= b_below;
            return vec![Order::new(pair, !likely), Order::new(pair, likely)];
        };
        let (low, up, gap) = pair.stacked(order.a_is_below);
        let between = self.lowest[up].saturating_sub(self.lowest[low]);
        let more = Order {
            least: gap.at_least(between),
            ..order
        };
        let less = gap.at_most(between).map(|most| Order { most, ..order });
        let choices = [more].into_iter().chain(less);
        choices.filter(|order| order.least <= order.most).collect()
    }

    /// Narrows both items of a pair to its order. False if there is no room.
    fn obey(&mut self, pair: Pair, order: Order) -> bool {
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
