//! A run of a stream without its arithmetic: how many rows are in memory when.

use tiny_model_kernels::stream::Rows;

use super::Stream;

/// Sweeps beyond which a schedule is given up.
const MOST_SWEEPS: usize = 4_096;

/// Rows of a tensor that a program can count.
const MOST_ROWS: usize = 1 << 15;

impl Stream {
    /// Finds the number of sweeps and the rows of each flow. `None` if it comes to no end.
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
        // The caller feeds all rows, those that no window sees too.
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
        // The caller may take its time to feed.
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

    /// The caller's next rows.
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

    /// The flows that a step is the last to read, and that do not stay whole.
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
