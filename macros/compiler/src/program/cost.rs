//! What a program needs of the target, operator by operator.

use super::Program;
use crate::choices::Resource;
use crate::graph::{Element, Floats, Graph};
use crate::requirement::{Live, Peak, Requirement, Row};
use crate::schedule::Holds;

impl Program {
    /// Bytes of flash of all constants.
    pub fn flash(&self) -> usize {
        let steps: usize = self.steps.iter().map(|step| step.flash()).sum();
        steps + self.plan.state_flash
    }

    /// What the model needs of a resource, operator by operator.
    pub fn requirement(&self, graph: &Graph, resource: Resource) -> Requirement {
        let bytes = match resource {
            Resource::Arena => self.plan.arena,
            Resource::Flash => self.flash(),
        };
        let rows = (0..self.steps.len())
            .map(|step| self.row(graph, resource, step))
            .collect();
        Requirement {
            resource,
            bytes: bytes as u64,
            rows,
            peak: match resource {
                Resource::Arena => self.peak(graph),
                Resource::Flash => None,
            },
            floats: match resource {
                Resource::Arena => self.floats_at_peak(graph),
                Resource::Flash => graph.float_weights(),
            },
            tried: None,
            alternatives: Vec::new(),
            raised: format!("{resource} <= {bytes}"),
        }
    }

    /// What is in memory when most is.
    fn peak(&self, graph: &Graph) -> Option<Peak> {
        let step = self.plan.peak()?;
        let residents = self.plan.residents();
        let live = residents.iter().map(|resident| {
            let bytes = resident.placed.live(step);
            Live {
                name: resident.holds.name(graph).to_owned(),
                shape: match resident.holds {
                    Holds::Tensor(id) => Some(graph.tensor(id).shape.clone()),
                    Holds::Scratch(_) | Holds::Sums => None,
                },
                // Bytes are of whole words.
                rows: resident.flow.map(|flow| bytes / flow.row),
                bytes: bytes as u64,
            }
        });
        let mut live: Vec<Live> = live.filter(|live| live.bytes > 0).collect();
        live.sort_by_key(|live| std::cmp::Reverse(live.bytes));
        Some(Peak {
            index: graph.operators[step].index,
            operator: graph.operators[step].name.to_owned(),
            bytes: self.plan.live(step) as u64,
            live,
            unused: (self.plan.arena - self.plan.live(step)) as u64,
        })
    }

    fn row(&self, graph: &Graph, resource: Resource, step: usize) -> Row {
        let operator = &graph.operators[step];
        let bytes = match resource {
            Resource::Arena => self.plan.live(step),
            Resource::Flash => self.steps[step].flash(),
        };
        let inputs = operator.inputs.iter().map(|&input| graph.tensor(input));
        Row {
            index: operator.index,
            operator: operator.name.to_owned(),
            inputs: inputs
                .filter(|tensor| tensor.constant.is_none())
                .map(|tensor| tensor.shape.clone())
                .collect(),
            output: graph.tensor(operator.output).shape.clone(),
            bytes: bytes as u64,
        }
    }

    /// The tensors of float32 in memory where most is in use.
    pub fn floats_at_peak(&self, graph: &Graph) -> Floats {
        let Some(step) = self.plan.peak() else {
            return Floats::default();
        };
        let residents = self.plan.residents();
        let bytes = residents
            .iter()
            .filter_map(|resident| match resident.holds {
                Holds::Tensor(id) if graph.tensor(id).element == Element::F32 => {
                    Some(resident.placed.live(step))
                }
                _ => None,
            });
        Floats::new(
            bytes.sum::<usize>() / Element::F32.size(),
            Element::F32.size(),
        )
    }
}
