//! Bytes that a step both reads and writes.

use std::rc::Rc;

use tiny_model_kernels::overlap::Overlap;

use super::ALIGNMENT;
use crate::backend::{Kernel, Site};
use crate::graph::{Graph, Operator, TensorId};

/// A rule for the output or scratch of a step that may lie over one of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Position of the operator in [`Graph::operators`].
    pub step: usize,
    /// Position of the input in the operator's inputs.
    pub input: usize,
    /// The buffer that lies over the input.
    pub over: Over,
    /// The distances from the start of that buffer at which the input may begin.
    pub overlap: Overlap,
}

/// A buffer that a step writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The step's output.
    Output,
    /// The step's scratch.
    Scratch,
}

/// Distances at which both buffers begin at words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    /// The least distance in bytes.
    pub(super) distance: usize,
    /// The number of bytes whose multiples larger distances exceed the least by.
    pub(super) grid: usize,
}

/// Returns all sharings that the kernels allow.
pub fn sharings(graph: &Graph, kernels: &[Rc<dyn Kernel>]) -> Vec<Sharing> {
    let steps = graph.operators.iter().zip(kernels).enumerate();
    let of_step = steps.flat_map(|(step, (operator, kernel))| {
        let site = Site {
            graph,
            operator,
            is_over_second: false,
        };
        of_step(step, site, &**kernel)
    });
    of_step.collect()
}

fn of_step<'a>(
    step: usize,
    site: Site<'a>,
    kernel: &'a dyn Kernel,
) -> impl Iterator<Item = Sharing> + 'a {
    let sharing = move |input, over, overlap| Sharing {
        step,
        input,
        over,
        overlap,
    };
    let operator = site.operator;
    let outputs = (0..operator.inputs.len()).filter_map(move |input| {
        let is_alone = operator.reads_once(operator.inputs[input]);
        let overlap = kernel.overlap(&site, input).filter(|_| is_alone)?;
        Some(sharing(input, Over::Output, overlap))
    });
    let scratch = kernel.scratch_overlap();
    outputs.chain(scratch.map(move |overlap| sharing(0, Over::Scratch, overlap)))
}

impl Sharing {
    /// The step, the input, and the buffer over it.
    pub(super) fn bytes(&self) -> (usize, usize, Over) {
        (self.step, self.input, self.over)
    }

    fn operator<'a>(&self, graph: &'a Graph) -> &'a Operator {
        &graph.operators[self.step]
    }

    /// The input, if it shares bytes with no other tensor.
    pub(super) fn input(&self, graph: &Graph) -> Option<TensorId> {
        let input = self.operator(graph).inputs[self.input];
        graph.is_alone(input).then_some(input)
    }

    /// The output, if it lies over the input and shares bytes with no other tensor.
    pub(super) fn output(&self, graph: &Graph) -> Option<TensorId> {
        let output = self.operator(graph).output;
        (self.over == Over::Output && graph.is_alone(output)).then_some(output)
    }

    /// Returns the distances that are multiples of a word; `None` if there are none.
    pub(super) fn words(&self) -> Option<Words> {
        let Overlap { distance, step } = self.overlap;
        let is_word = |bytes: &usize| bytes.is_multiple_of(ALIGNMENT);
        Some(Words {
            distance: (0..ALIGNMENT)
                .map(|turn| distance + turn * step)
                .find(is_word)?,
            grid: (1..=ALIGNMENT).map(|turns| turns * step).find(is_word)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(distance: usize, step: usize) -> Option<[usize; 2]> {
        let sharing = Sharing {
            step: 0,
            input: 0,
            over: Over::Output,
            overlap: Overlap { distance, step },
        };
        sharing.words().map(|words| [words.distance, words.grid])
    }

    #[test]
    fn both_begin_at_words() {
        assert_eq!(words(0, 1), Some([0, 4]));
        assert_eq!(words(5, 1), Some([8, 4]));
        assert_eq!(words(8, 12), Some([8, 12]));
        assert_eq!(words(3, 3), Some([12, 12]));
        assert_eq!(words(6, 6), Some([12, 12]));
        assert_eq!(words(5, 6), None);
    }
}
