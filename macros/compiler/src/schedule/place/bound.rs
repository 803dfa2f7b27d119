//! A lower bound of the end of every placement.

use super::Item;
use super::distance::Distances;

/// Largest number of items of one step for which all orders are tried.
const ALL_ORDERS: usize = 7;

/// Returns the most bytes that any single step needs: its items in the best order, one above another.
pub(super) fn lower(items: &[Item], distances: &Distances) -> usize {
    let mut most = items.iter().map(Item::size).max().unwrap_or(0);
    // Items that are in use together in some step are all in use when the last of them begins to be in
    // use.
    let uses = items.iter().flat_map(|item| &item.uses);
    let mut steps: Vec<usize> = uses.map(|u| u.lifetime.first).collect();
    steps.sort_unstable();
    steps.dedup();
    for step in steps {
        let live = items.iter().enumerate().filter(|(_, i)| i.live(step) > 0);
        let mut stack = Stack::new(live.map(|(index, item)| (index, item.size())), distances);
        if stack.sizes.iter().sum::<usize>() <= most {
            continue;
        }
        most = most.max(stack.any_order());
        stack.keep_largest(ALL_ORDERS);
        most = most.max(stack.best_order());
    }
    most
}

/// Items that are all in use at the same time.
struct Stack {
    /// Bytes of each item, the largest first.
    sizes: Vec<usize>,
    /// `above[i][j]`: bytes from the start of `i` to the start of `j`, if `j` is above.
    above: Vec<Vec<usize>>,
}

impl Stack {
    fn new(items: impl Iterator<Item = (usize, usize)>, distances: &Distances) -> Self {
        let mut items: Vec<(usize, usize)> = items.collect();
        items.sort_by_key(|&(index, size)| (std::cmp::Reverse(size), index));
        let mut above = vec![vec![0; items.len()]; items.len()];
        for (i, &(item, _)) in items.iter().enumerate() {
            for (other, gap, _) in distances.neighbours(item) {
                if let Some(j) = items.iter().position(|&(item, _)| item == other) {
                    above[i][j] = gap.least;
                }
            }
        }
        Self {
            sizes: items.into_iter().map(|(_, size)| size).collect(),
            above,
        }
    }

    fn keep_largest(&mut self, number: usize) {
        self.sizes.truncate(number);
    }

    /// Returns a lower bound for every order: above each item except the topmost, another item begins.
    fn any_order(&self) -> usize {
        let others = |i: usize| (0..self.sizes.len()).filter(move |&j| j != i);
        let next = (0..self.sizes.len()).map(|i| others(i).map(|j| self.above[i][j]).min());
        let next: Vec<usize> = next.map(Option::unwrap_or_default).collect();
        let topmost = self.sizes.iter().zip(&next).map(|(size, next)| size - next);
        next.iter().sum::<usize>() + topmost.min().unwrap_or(0)
    }

    /// Returns the bytes that the items need in their best order.
    fn best_order(&self) -> usize {
        let mut best = self.sizes.iter().sum();
        self.extend(&mut Vec::new(), 0, &mut best);
        best
    }

    /// Tries all orders that begin with the placed items, which are given with their first bytes.
    fn extend(&self, placed: &mut Vec<(usize, usize)>, end: usize, best: &mut usize) {
        if end >= *best {
            return;
        }
        if placed.len() == self.sizes.len() {
            *best = end;
            return;
        }
        for item in 0..self.sizes.len() {
            if placed.iter().any(|&(other, _)| other == item) {
                continue;
            }
            let after = placed
                .iter()
                .map(|&(other, at)| at + self.above[other][item]);
            let at = after.max().unwrap_or(0);
            placed.push((item, at));
            self.extend(placed, end.max(at + self.sizes[item]), best);
            placed.pop();
        }
    }
}
