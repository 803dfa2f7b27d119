//! The search over orders of steps.
//!
//! The work that is left depends on the set of steps that are done, not on their order: the search
//! remembers the sets from which no order stays below the peak. A step that fits and leaves no more in
//! memory than there was before it is taken at once. Any order that could follow stays as low if that
//! step moves to its front: the steps that it now precedes find no more in memory than before, because
//! the bytes that it frees are free at any later time too, and it adds the same bytes.

use std::collections::HashSet;

/// Sets of steps that one search may look at: about 50 milliseconds of optimized code.
const WORK: usize = 20_000;

/// A set of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Steps(u128);

/// The steps to order, and the tensors that they touch.
#[derive(Debug)]
pub(super) struct OrderProblem {
    /// Bytes of each tensor.
    pub(super) sizes: Vec<usize>,
    /// The steps that read or write each tensor.
    pub(super) users: Vec<Steps>,
    /// Tensors that are in memory before the first step.
    pub(super) inputs: Vec<usize>,
    /// Tensors that are in memory after the last step.
    pub(super) outputs: Vec<usize>,
    /// The steps in the file's order, which is one of the possible orders.
    pub(super) steps: Vec<OrderStep>,
}

/// One step.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderStep {
    /// The steps that must be done before this one.
    pub(super) after: Steps,
    /// Whether the next step in the file must follow at once.
    pub(super) is_followed: bool,
    /// The tensors that it touches, each once.
    pub(super) tensors: Vec<usize>,
    /// Bytes of scratch.
    pub(super) scratch: usize,
    /// A tensor, and the bytes that are saved if this step is the last to need it.
    pub(super) saving: Option<(usize, usize)>,
}

/// An order of all steps.
#[derive(Debug)]
pub(super) struct Found {
    /// Indices of steps.
    pub(super) order: Vec<usize>,
    /// Bytes of the fullest step.
    pub(super) peak: usize,
    /// Whether no order has a lower peak.
    pub(super) proven: bool,
}

impl Steps {
    /// No step.
    pub(super) const NONE: Self = Self(0);

    /// Most steps of a problem.
    pub(super) const MOST: usize = u128::BITS as usize;

    pub(super) fn insert(&mut self, step: usize) {
        *self = self.with(step);
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn with(self, step: usize) -> Self {
        Self(self.0 | 1u128.checked_shl(step as u32).unwrap_or(0))
    }

    fn contains(self, step: usize) -> bool {
        self.with(step) == self
    }

    fn is_within(self, other: Self) -> bool {
        self.union(other) == other
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl OrderStep {
    pub(super) fn touches(&mut self, tensor: usize) {
        if !self.tensors.contains(&tensor) {
            self.tensors.push(tensor);
        }
    }
}

impl OrderProblem {
    /// Returns whether steps may come in another order than the file's.
    pub(super) fn has_choice(&self) -> bool {
        let pairs = self.steps.windows(2).enumerate();
        pairs
            .into_iter()
            .any(|(first, pair)| !pair[0].is_followed && !pair[1].after.contains(first))
    }

    /// Returns whether a tensor that a step in `done` has touched (or an input) is still needed outside of
    /// `before`.
    fn is_live(&self, tensor: usize, done: Steps, before: Steps) -> bool {
        let is_there = self.users[tensor].meets(done) || self.inputs.contains(&tensor);
        is_there && (!self.users[tensor].is_within(before) || self.outputs.contains(&tensor))
    }

    /// Bytes in memory after the steps in `done` have touched tensors, without the tensors that only
    /// steps in `before` use.
    fn live(&self, done: Steps, before: Steps) -> usize {
        let live = (0..self.sizes.len()).filter(|&tensor| self.is_live(tensor, done, before));
        live.map(|tensor| self.sizes[tensor]).sum()
    }

    /// Bytes that a step needs after the steps in `before`.
    fn peak(&self, before: Steps, step: usize) -> usize {
        let done = before.with(step);
        let saving = self.steps[step].saving;
        let saved = saving.filter(|&(tensor, _)| !self.is_live(tensor, done, done));
        self.live(done, before) + self.steps[step].scratch - saved.map_or(0, |(_, bytes)| bytes)
    }

    /// The steps that can be next after the step `last`.
    fn ready(&self, done: Steps, last: Option<usize>) -> Vec<usize> {
        match last {
            Some(last) if self.steps[last].is_followed => vec![last + 1],
            _ => {
                let next = (0..self.steps.len()).filter(|&step| !done.contains(step));
                let is_first = |step: usize| step == 0 || !self.steps[step - 1].is_followed;
                let can = |step: &usize| is_first(*step) && self.steps[*step].after.is_within(done);
                next.filter(can).collect()
            }
        }
    }

    /// Bytes of the fullest step of an order.
    fn highest(&self, order: &[usize]) -> usize {
        let mut done = Steps::NONE;
        let peaks = order.iter().map(|&step| {
            let peak = self.peak(done, step);
            done.insert(step);
            peak
        });
        peaks.max().unwrap_or(0)
    }
}

/// Returns the order with the lowest peak; the file's order if it is one of them.
pub(super) fn least(problem: &OrderProblem) -> Found {
    let order: Vec<usize> = (0..problem.steps.len()).collect();
    let mut found = Found {
        peak: problem.highest(&order),
        order,
        proven: false,
    };
    let mut search = OrderSearch {
        problem,
        work: WORK,
        limit: 0,
        failed: HashSet::new(),
        order: Vec::new(),
    };
    while let Some(limit) = found.peak.checked_sub(1) {
        search.limit = limit;
        search.order.clear();
        if !search.goes_on(Steps::NONE) {
            break;
        }
        found.order.clone_from(&search.order);
        found.peak = problem.highest(&found.order);
    }
    found.proven = search.work > 0;
    found
}

struct OrderSearch<'a> {
    problem: &'a OrderProblem,
    /// Sets of steps that may still be looked at.
    work: usize,
    /// The most bytes that any step may need.
    limit: usize,
    /// Sets after which some step needs more than this limit or a higher one.
    failed: HashSet<(Steps, Option<usize>)>,
    /// The steps that are done.
    order: Vec<usize>,
}

impl OrderSearch<'_> {
    /// Completes the order within the limit. Returns false if that is impossible or not found.
    fn goes_on(&mut self, done: Steps) -> bool {
        if self.order.len() == self.problem.steps.len() {
            return true;
        }
        // The last step matters only if another must follow it.
        let last = self.order.last().copied();
        let key = (
            done,
            last.filter(|&last| self.problem.steps[last].is_followed),
        );
        self.work = self.work.saturating_sub(1);
        if self.work == 0 || self.failed.contains(&key) {
            return false;
        }
        let mut next = self.problem.ready(done, last);
        next.retain(|&step| self.problem.peak(done, step) <= self.limit);
        let before = self.problem.live(done, done);
        let is_free = |step: &&usize| {
            let after = done.with(**step);
            !self.problem.steps[**step].is_followed && self.problem.live(after, after) <= before
        };
        if let Some(&free) = next.iter().find(is_free) {
            next = vec![free];
        }
        for step in next {
            self.order.push(step);
            if self.goes_on(done.with(step)) {
                return true;
            }
            self.order.pop();
        }
        self.failed.insert(key);
        false
    }
}
