//! A simulated run of a stream without arithmetic, which finds the number of rows in memory over time.

use tiny_model_kernels::stream::Rows;

use super::Stream;

/// The most sweeps of a schedule; one with more is rejected.
const MOST_SWEEPS: usize = 4_096;

/// The most rows of a tensor that a program can count.
const MOST_ROWS: usize = 1 << 15;

impl Stream {
    /// Finds the number of sweeps and the rows of each flow. Returns `None` if there is no such run
    /// within the limits.
    pub(super) fn simulate(&mut self) -> Option<()> {
        if self.flows.iter().any(|flow| flow.height > MOST_ROWS) {
            return None;
        }
        // No sweep feeds or computes more rows than this.
        let fed = self
            .fed
            .map_or(0, |each| self.flows[0].height.div_ceil(each));
        let strips = self.steps.last()?.stride;
        if strips.output.div_ceil(strips.most).max(fed) > MOST_SWEEPS {
            return None;
        }
        let mut rows = self.start();
        let last = self.flows.len() - 1;
        self.sweeps = 0;
        // The caller feeds all rows, even rows that no window reads.
        let heights = [0, last].map(|flow| (flow, self.flows[flow].height));
        while heights
            .iter()
            .any(|&(flow, height)| rows[flow].end() < height)
        {
            self.feed(&mut rows);
            self.sweep(&mut rows);
            for (flow, rows) in self.flows.iter_mut().zip(&rows) {
                flow.kept = flow.kept.max(rows.len());
            }
            self.sweeps += 1;
            if self.sweeps > MOST_SWEEPS {
                return None;
            }
        }
        // The caller may feed rows at any time between sweeps.
        if let Some(each) = self.fed {
            self.flows[0].rows = self.flows[0].rows.max(self.flows[0].kept + each);
        }
        for flow in [0, last] {
            let flow = &mut self.flows[flow];
            if flow.rows == flow.height {
                flow.kept = flow.height;
            }
        }
        Some(())
    }

    /// The rows of all flows before the first sweep.
    pub fn start(&self) -> Vec<Rows> {
        let mut rows = vec![Rows::NONE; self.flows.len()];
        if self.fed.is_none() {
            rows[0] = Rows::all(self.flows[0].height);
        }
        rows
    }

    /// Adds the caller's next rows.
    fn feed(&mut self, rows: &mut [Rows]) {
        for _ in 0..self.fed.unwrap_or(0) {
            if rows[0].end() < self.flows[0].height {
                rows[0].push();
            }
        }
    }

    fn sweep(&mut self, rows: &mut [Rows]) {
        self.see(0, rows[0]);
        for position in 0..self.steps.len() {
            let step = &self.steps[position];
            let input = step.inputs.iter().map(|&input| rows[input]);
            let Some(limit) = input.min_by_key(|rows| rows.end()) else {
                return;
            };
            step.stride.next(limit, &mut rows[position + 1]);
            self.see(position + 1, rows[position + 1]);
            for flow in self.ending(position).collect::<Vec<_>>() {
                let needed = self.needed(flow, rows);
                rows[flow].forget(needed);
            }
        }
    }

    fn see(&mut self, flow: usize, rows: Rows) {
        let flow = &mut self.flows[flow];
        flow.rows = flow.rows.max(rows.len());
    }

    /// The flows whose last reader is this step, except those that stay whole.
    pub fn ending(&self, step: usize) -> impl Iterator<Item = usize> + use<'_> {
        let skip = usize::from(self.fed.is_none());
        (skip..self.flows.len()).filter(move |&flow| self.flows[flow].readers.last() == Some(&step))
    }

    fn needed(&self, flow: usize, rows: &[Rows]) -> usize {
        let readers = self.flows[flow].readers.iter();
        let needed = readers.map(|&step| self.steps[step].stride.needed(rows[step + 1]));
        needed.min().unwrap_or(0)
    }
}
