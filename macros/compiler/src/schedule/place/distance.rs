//! Distances at which one item may lie above another.

use super::gap::Gap;
use super::{Item, ItemId, Overlap};

/// Two items that are in use at the same time: one must begin far enough after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The index of an item.
    pub(super) a: usize,
    /// The index of a later item.
    pub(super) b: usize,
    /// Distances at which `b` may begin after `a`.
    pub(super) a_below: Gap,
    /// Distances at which `a` may begin after `b`.
    pub(super) b_below: Gap,
}

impl Pair {
    /// Returns the pair with no shared bytes.
    pub(super) fn apart(self) -> Self {
        Self {
            a_below: self.a_below.apart(),
            b_below: self.b_below.apart(),
            ..self
        }
    }

    /// The lower and the upper item of an order, and the allowed distances between their first bytes.
    pub(super) fn stacked(self, a_is_below: bool) -> (usize, usize, Gap) {
        match a_is_below {
            true => (self.a, self.b, self.a_below),
            false => (self.b, self.a, self.b_below),
        }
    }
}

/// All pairs of items that are in use at the same time.
#[derive(Debug, Clone)]
pub(super) struct Distances {
    /// Each pair once, in the order of their items.
    pub(super) pairs: Vec<Pair>,
    /// Indices of the pairs of each item.
    pub(super) of: Vec<Vec<usize>>,
    /// Indices of two pairs of which only one may share bytes.
    pub(super) rivals: Vec<[usize; 2]>,
}

impl Distances {
    pub(super) fn new(items: &[Item], overlaps: &[Overlap]) -> Self {
        let mut overlaps = overlaps.to_vec();
        overlaps.sort_by_key(|o| (o.lower, o.upper, o.step));
        let between = |lower: usize, upper: usize| {
            let key = (ItemId(lower), ItemId(upper));
            let start = overlaps.partition_point(|o| (o.lower, o.upper) < key);
            let end = overlaps.partition_point(|o| (o.lower, o.upper) <= key);
            gap(&items[lower], &items[upper], &overlaps[start..end])
        };
        let mut distances = Self {
            pairs: Vec::new(),
            of: vec![Vec::new(); items.len()],
            rivals: Vec::new(),
        };
        for a in 0..items.len() {
            for b in a + 1..items.len() {
                if let (Some(a_below), Some(b_below)) = (between(a, b), between(b, a)) {
                    distances.of[a].push(distances.pairs.len());
                    distances.of[b].push(distances.pairs.len());
                    distances.pairs.push(Pair {
                        a,
                        b,
                        a_below,
                        b_below,
                    });
                }
            }
        }
        distances.add_rivals(overlaps);
        distances
    }

    fn add_rivals(&mut self, mut overlaps: Vec<Overlap>) {
        overlaps.sort_by_key(|o| (o.step, o.lower, o.upper));
        overlaps.dedup_by_key(|o| (o.step, o.lower, o.upper));
        for step in overlaps.chunk_by(|a, b| (a.step, a.lower) == (b.step, b.lower)) {
            let pairs = step.iter().filter_map(|o| self.pair(o.lower, o.upper));
            let pairs: Vec<usize> = pairs.collect();
            for (i, &first) in pairs.iter().enumerate() {
                let later = pairs[i + 1..].iter().map(|&second| [first, second]);
                self.rivals.extend(later);
            }
        }
    }

    /// The index of the pair of two items.
    fn pair(&self, a: ItemId, b: ItemId) -> Option<usize> {
        let mut pairs = self.of[a.0].iter().copied();
        pairs.find(|&pair| [self.pairs[pair].a, self.pairs[pair].b].contains(&b.0))
    }

    /// Returns these distances with shared bytes only for the first pair of rivals.
    pub(super) fn first_of_rivals(&self) -> Self {
        self.without(|[_, last]| last)
    }

    /// Returns these distances with shared bytes only for the last pair of rivals.
    pub(super) fn last_of_rivals(&self) -> Self {
        self.without(|[first, _]| first)
    }

    fn without(&self, loser: impl Fn([usize; 2]) -> usize) -> Self {
        let mut distances = self.clone();
        for &rivals in &self.rivals {
            let pair = &mut distances.pairs[loser(rivals)];
            *pair = pair.apart();
        }
        distances
    }

    /// For each pair of an item: the other item, the distances at which the other may lie above this
    /// item, and those at which this item may lie above the other.
    pub(super) fn neighbours(&self, item: usize) -> impl Iterator<Item = (usize, Gap, Gap)> + '_ {
        self.of[item].iter().map(move |&pair| {
            let pair = self.pairs[pair];
            match pair.a == item {
                true => (pair.b, pair.a_below, pair.b_below),
                false => (pair.a, pair.b_below, pair.a_below),
            }
        })
    }
}

/// The distances at which `upper` may begin above `lower`; `None` if they are never in use together.
/// `overlaps` are all overlaps of the two.
fn gap(lower: &Item, upper: &Item, overlaps: &[Overlap]) -> Option<Gap> {
    let mut all: Option<Gap> = None;
    let mut add = |gap: Gap| all = Some(all.map_or(gap, |all| all.and(gap)));
    for low in lower.uses.iter().filter(|low| low.bytes > 0) {
        for up in upper.uses.iter().filter(|up| up.bytes > 0) {
            let first = low.lifetime.first.max(up.lifetime.first);
            let last = low.lifetime.last.min(up.lifetime.last);
            let shared = overlaps.iter().filter(|o| (first..=last).contains(&o.step));
            let mut steps: Vec<usize> = shared.clone().map(|o| o.step).collect();
            steps.dedup();
            if first <= last && steps.len() <= last - first {
                add(Gap::whole(low.bytes));
            }
            shared.for_each(|o| add(Gap::overlap(lower.live(o.step), o.distance, o.grid)));
        }
    }
    all
}
