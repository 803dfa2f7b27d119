//! Which subgraphs IF and WHILE run, those inside of others among them.

use tflite_schema::{BuiltinOperator as Op, Model, Operator};

use super::Problem;
use super::node::place;
use crate::diagnostics::model as text;

/// Subgraphs inside of each other: what converters make has two or three.
const DEEPEST: usize = 8;
/// Runs of subgraphs in a model. One that several operators run counts for each: each gets its own code.
const MOST: usize = 64;

/// A subgraph with the operator that runs it first.
pub(super) struct Reached {
    pub(super) index: usize,
    pub(super) caller: String,
}

/// The subgraphs that are run from others, in the order of the first run.
///
/// # Errors
/// A subgraph runs itself, or there are too many.
pub(super) fn reached(model: &Model<'_>, first: &[usize]) -> Result<Vec<Reached>, Problem> {
    let mut walk = Walk {
        model,
        path: Vec::new(),
        sizes: vec![None; model.subgraphs.len()],
        reached: Vec::new(),
    };
    for &index in first {
        walk.subgraph(index)?;
    }
    Ok(walk.reached)
}

/// How much running a subgraph takes.
#[derive(Clone, Copy, Default)]
struct Size {
    runs: usize,
    depth: usize,
}

struct Walk<'a> {
    model: &'a Model<'a>,
    /// From the first to the one that is being looked at.
    path: Vec<usize>,
    sizes: Vec<Option<Size>>,
    reached: Vec<Reached>,
}

impl Walk<'_> {
    fn subgraph(&mut self, index: usize) -> Result<Size, Problem> {
        let model = self.model;
        if let Some(Some(known)) = self.sizes.get(index) {
            return Ok(*known);
        }
        let mut size = Size::default();
        self.path.push(index);
        let operators = model
            .subgraphs
            .get(index)
            .into_iter()
            .flat_map(|subgraph| &subgraph.operators);
        for (position, operator) in operators.enumerate() {
            for callee in callees(operator) {
                if self.path.contains(&callee) {
                    return Err(
                        self.refused(position, operator, |place| text::recursion(place, callee))
                    );
                }
                if !self.reached.iter().any(|reached| reached.index == callee) {
                    let caller = operator.code.to_string();
                    self.reached.push(Reached {
                        index: callee,
                        caller,
                    });
                }
                let inner = match self.path.len() > DEEPEST {
                    true => Size {
                        runs: 0,
                        depth: DEEPEST,
                    },
                    false => self.subgraph(callee)?,
                };
                size.runs = size.runs.saturating_add(inner.runs).saturating_add(1);
                size.depth = size.depth.max(inner.depth + 1);
                if size.depth > DEEPEST || size.runs > MOST {
                    return Err(self.refused(position, operator, |place| {
                        text::too_many_subgraphs(place, MOST, DEEPEST)
                    }));
                }
            }
        }
        self.path.pop();
        if let Some(known) = self.sizes.get_mut(index) {
            *known = Some(size);
        }
        Ok(size)
    }

    /// What is wrong with an operator of the subgraph that is being looked at.
    fn refused(
        &self,
        position: usize,
        operator: &Operator<'_>,
        text: impl Fn(text::Place<'_>) -> Problem,
    ) -> Problem {
        let name = operator.code.to_string();
        let index = self.path.last().copied().unwrap_or_default();
        let Some(subgraph) = self.model.subgraphs.get(index) else {
            return text::no_outputs();
        };
        let problem = text(place(subgraph, position, &name));
        match self.reached.iter().find(|reached| reached.index == index) {
            Some(reached) => text::in_subgraph(problem, index, subgraph.name, &reached.caller),
            None => problem,
        }
    }
}

fn callees(operator: &Operator<'_>) -> impl Iterator<Item = usize> {
    let runs = matches!(operator.builtin(), Op::IF | Op::WHILE);
    let subgraphs = operator
        .options
        .subgraphs()
        .into_iter()
        .filter(move |_| runs);
    subgraphs
        .flatten()
        .filter_map(|index| usize::try_from(index).ok())
}
