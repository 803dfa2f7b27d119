//! Bytes that a step reads and writes.

use tiny_model_kernels::overlap::Overlap;

use super::ALIGNMENT;
use crate::graph::{Graph, Operator, TensorId};
use crate::select::Kernel;

/// How far what a step writes may lie over one of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Position of the operator in [`Graph::operators`].
    pub step: usize,
    /// Position of the input in the operator's.
    pub input: usize,
    /// What lies over it.
    pub over: Over,
    /// Where the input may begin, seen from that.
    pub overlap: Overlap,
}

/// What a step writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Its output.
    Output,
    /// Its scratch.
    Scratch,
}

/// Distances at which both begin at words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    /// The least, in bytes.
    pub(super) distance: usize,
    /// Bytes that a larger one is larger by, or a multiple of them.
    pub(super) grid: usize,
}

/// All that kernels allow.
pub fn sharings(graph: &Graph, kernels: &[Kernel]) -> Vec<Sharing> {
    let steps = graph.operators.iter().zip(kernels).enumerate();
    let of_step = steps.flat_map(|(step, (operator, kernel))| of_step(step, operator, kernel));
    of_step.collect()
}

fn of_step<'a>(
    step: usize,
    operator: &'a Operator,
    kernel: &'a Kernel,
) -> impl Iterator<Item = Sharing> + 'a {
    let sharing = move |input, over, overlap| Sharing {
        step,
        input,
        over,
        overlap,
    };
    let outputs = (0..operator.inputs.len()).filter_map(move |input| {
        let overlap = kernel.overlap(operator, input)?;
        Some(sharing(input, Over::Output, overlap))
    });
    let scratch = kernel.scratch_overlap(operator);
    outputs.chain(scratch.map(move |overlap| sharing(0, Over::Scratch, overlap)))
}

impl Sharing {
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

    /// `None` if the input is never at a word.
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
