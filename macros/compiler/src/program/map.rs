//! The map of a memory: a named constant for each place that slots begin at.

use std::collections::{BTreeMap, HashMap};

use heck::ToShoutySnakeCase as _;

use super::step;
use crate::call::Value;
use crate::diagnostics::{tensor_name, thousands};
use crate::graph::{Graph, TensorId};
use crate::schedule::{Holds, Placed, Plan};

/// The beginning of all names of places: nothing else in generated code begins so.
const PREFIX: &str = "AT";

/// The most characters of a name that are the tensor's.
const LONGEST: usize = 32;

/// The places of a graph's tensors and scratch in its memory, and of its state.
#[derive(Debug, Clone, Default)]
pub struct MemoryMap {
    places: BTreeMap<Holds, Location>,
}

/// A place in a memory, as a constant.
#[derive(Debug, Clone)]
pub struct Location {
    /// The name of the constant.
    pub name: String,
    /// A sentence that says what lies there, and when.
    pub doc: String,
    /// Whether it is in the memory of state.
    pub is_state: bool,
    /// The first byte.
    pub at: usize,
    /// The first step that it is in use during.
    first: usize,
    /// The place of the larger tensor that it lies in, and its first byte in it.
    pub within: Option<(Value, usize)>,
}

/// The names that are given. The memories of a model and of its subgraphs share them, so that no constant hides
/// another one.
#[derive(Debug, Default)]
struct PlaceNames {
    /// The number after each name that was given before.
    numbers: HashMap<String, usize>,
}

/// A map while steps are made: it has what they have asked for.
pub(super) struct Mapper<'a> {
    pub(super) graph: &'a Graph,
    pub(super) plan: &'a Plan,
    /// What its subgraph is to the operator that runs it, with which the names of its places begin: `THEN_`.
    role: String,
    /// The step that writes each tensor.
    writers: HashMap<TensorId, usize>,
    names: PlaceNames,
    map: MemoryMap,
}

impl MemoryMap {
    /// The first byte of a tensor's place.
    pub fn tensor(&self, id: TensorId) -> Value {
        let place = self.places.get(&Holds::Tensor(id));
        place.map_or_else(nowhere, |place| Value::local(place.name.clone()))
    }

    /// All places in the order of their addresses and of their use, those of state after the others.
    pub fn places(&self) -> Vec<&Location> {
        let mut places: Vec<&Location> = self.places.values().collect();
        places.sort_by_key(|place| {
            let is_part = place.within.is_some();
            (place.is_state, place.at, place.first, is_part)
        });
        places
    }
}

/// The place of what has none. Every tensor that an operator or a port touches and that is no constant is state or has
/// a lifetime, so a place; one without would not build.
fn nowhere() -> Value {
    Value::Integer(i64::MAX)
}

impl PlaceNames {
    /// A name that is not given yet: the tensor's own, or else one with the number of the step that writes it, or of
    /// what was given before.
    fn take(&mut self, own: &str, writer: Option<usize>) -> String {
        let own = format!("{PREFIX}_{own}");
        let of_step = writer.map(|step| format!("{own}_{step}"));
        for name in [Some(&own), of_step.as_ref()].into_iter().flatten() {
            if !self.numbers.contains_key(name) {
                self.numbers.insert(name.clone(), 1);
                return name.clone();
            }
        }
        loop {
            let number = self.numbers.entry(own.clone()).or_default();
            *number += 1;
            let name = format!("{own}_{number}");
            if !self.numbers.contains_key(&name) {
                self.numbers.insert(name.clone(), 1);
                return name;
            }
        }
    }
}

impl<'a> Mapper<'a> {
    /// An empty map of the memory of a model.
    pub(super) fn new(graph: &'a Graph, plan: &'a Plan) -> Self {
        let steps = graph.operators.iter().enumerate();
        let writers =
            steps.flat_map(|(step, operator)| operator.outputs().map(move |id| (id, step)));
        Self {
            graph,
            plan,
            role: String::new(),
            writers: writers.collect(),
            names: PlaceNames::default(),
            map: MemoryMap::default(),
        }
    }

    /// An empty map of the memory of a subgraph, which takes the names of this one until it is [`Self::closed`]. The
    /// function of the subgraph has this name.
    pub(super) fn opened<'b>(
        &mut self,
        function: &str,
        graph: &'b Graph,
        plan: &'b Plan,
    ) -> Mapper<'b> {
        let role = function.split('_').next().unwrap_or(function);
        Mapper {
            role: format!("{}_", role.to_ascii_uppercase()),
            names: std::mem::take(&mut self.names),
            ..Mapper::new(graph, plan)
        }
    }

    /// The map of a subgraph.
    pub(super) fn closed(&mut self, inner: Mapper<'_>) -> MemoryMap {
        self.names = inner.names;
        inner.map
    }

    /// The map with the places of inputs, outputs and state.
    pub(super) fn finished(mut self) -> MemoryMap {
        let ports = self.graph.inputs.iter().chain(&self.graph.outputs);
        let ports = ports.map(|port| port.tensor);
        ports
            .chain(self.plan.state.keys().copied())
            .for_each(|tensor| {
                self.tensor(tensor);
            });
        self.map
    }

    /// The first byte of a tensor's place.
    pub(super) fn tensor(&mut self, id: TensorId) -> Value {
        let holds = Holds::Tensor(id);
        if !self.map.places.contains_key(&holds) {
            let Some(place) = self.place(id) else {
                return nowhere();
            };
            self.map.places.insert(holds, place);
        }
        self.map.tensor(id)
    }

    /// The first byte of a step's scratch.
    pub(super) fn scratch(&mut self, step: usize) -> Value {
        let placed = &self.plan.scratch[step];
        let name = format!("SCRATCH_{step}");
        self.other(Holds::Scratch(step), placed, &name, "scratch")
    }

    /// The first byte of the sums of a global pooling by strips.
    pub(super) fn sums(&mut self) -> Value {
        match &self.plan.sums {
            Some(placed) => self.other(Holds::Sums, placed, "SUMS", "sums of a global pooling"),
            None => nowhere(),
        }
    }

    fn other(&mut self, holds: Holds, placed: &Placed, name: &str, what: &str) -> Value {
        if placed.size() == 0 {
            return Value::Integer(0);
        }
        let bytes = thousands(placed.size() as u64);
        let doc = format!("{bytes} bytes of {what}, {}.", self.time(placed, None));
        let (names, name) = (&mut self.names, format!("{}{name}", self.role));
        let place = self.map.places.entry(holds).or_insert_with(|| Location {
            name: names.take(&name, None),
            doc,
            is_state: false,
            at: placed.offset,
            first: first(placed),
            within: None,
        });
        Value::local(place.name.clone())
    }

    /// A new place of a tensor: of a part after that of the tensor that holds it.
    fn place(&mut self, id: TensorId) -> Option<Location> {
        let tensor = self.graph.tensor(id);
        let quoted = quoted(&tensor.name);
        let bytes = thousands(tensor.bytes() as u64);
        let (home, offset) = self.graph.home(id);
        let state = self.plan.state.get(&id).copied();
        let (within, doc) = match state {
            Some(_) => (
                None,
                format!("{quoted}, {bytes} bytes that stay after a run."),
            ),
            None if home != id => {
                let whole = quoted_of(self.graph, home);
                let doc = format!("{quoted}, {bytes} bytes of {whole}.");
                (Some((self.tensor(home), offset)), doc)
            }
            None => (None, format!("{quoted}, {}.", self.extent(id)?)),
        };
        let at = state.or_else(|| self.plan.offset(id))?;
        let writer = self.writers.get(&id).copied();
        let name = format!("{}{}", self.role, own_name(&tensor.name, id));
        Some(Location {
            name: self.names.take(&name, writer),
            doc,
            is_state: state.is_some(),
            at,
            first: self.plan.tensors[home.0].as_ref().map_or(0, first),
            within,
        })
    }

    /// The bytes of a tensor, and when they are in use: `96 bytes, from conv_2d_0 to add_2`.
    fn extent(&self, id: TensorId) -> Option<String> {
        let placed = self.plan.tensors[id.0].as_ref()?;
        let flows = self.plan.stream.iter().flat_map(|stream| &stream.flows);
        let mut strips = flows.filter(|flow| flow.tensor == id && !flow.is_whole());
        let rows = match strips.next() {
            Some(flow) => format!("{} rows of {}, ", flow.rows, flow.height),
            None => String::new(),
        };
        let bytes = thousands(placed.size() as u64);
        Some(format!(
            "{rows}{bytes} bytes, {}",
            self.time(placed, Some(id))
        ))
    }

    /// When something is in use: `from conv_2d_0 to add_2`.
    fn time(&self, placed: &Placed, tensor: Option<TensorId>) -> String {
        let last = placed.uses.iter().map(|used| used.lifetime.last).max();
        let mut inputs = self
            .graph
            .inputs
            .iter()
            .map(|port| self.graph.home(port.tensor).0);
        let step = |index: usize| {
            let operator = self.graph.operators.get(index)?;
            Some(format!("`{}`", step::name(operator, index)))
        };
        let first = match tensor.is_some_and(|id| inputs.any(|input| input == id)) {
            true => None,
            false => step(first(placed)),
        };
        match (first, last.and_then(step)) {
            (Some(first), Some(last)) if first == last => format!("in {first}"),
            (Some(first), Some(last)) => format!("from {first} to {last}"),
            (None, Some(last)) => format!("up to {last}"),
            (Some(first), None) => format!("from {first} on"),
            (None, None) => "at all times".to_owned(),
        }
    }
}

/// The first step that something is in use during.
fn first(placed: &Placed) -> usize {
    let uses = placed.uses.iter().map(|used| used.lifetime.first);
    uses.min().unwrap_or(0)
}

fn quoted(name: &str) -> String {
    format!("`{}`", tensor_name(name).replace('`', "'"))
}

fn quoted_of(graph: &Graph, id: TensorId) -> String {
    quoted(&graph.tensor(id).name)
}

/// A tensor's own name, as a constant has it: `net/block_1/Relu;…` → `RELU`.
fn own_name(name: &str, id: TensorId) -> String {
    let first = name.split([';', ':']).next().unwrap_or(name);
    let first = first.strip_prefix("serving_default_").unwrap_or(first);
    let last = first.rsplit('/').find(|part| !part.is_empty());
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let text: String = last.unwrap_or(first).chars().map(plain).collect();
    let mut name = text.to_shouty_snake_case();
    name.truncate(LONGEST);
    match name.trim_end_matches('_') {
        "" => format!("TENSOR_{}", id.0),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_last_part_of_paths() {
        let name = |name| own_name(name, TensorId(7));
        assert_eq!(name("conv_1"), "CONV_1");
        assert_eq!(name("net/block_1/Relu;net/block_1/BiasAdd"), "RELU");
        assert_eq!(name("serving_default_image:0"), "IMAGE");
        assert_eq!(name("net/naïve layer/"), "NA_VE_LAYER");
        assert_eq!(name("层"), "TENSOR_7");
        assert_eq!(name(""), "TENSOR_7");
        assert_eq!(name(&"x".repeat(100_000)).len(), LONGEST);
    }

    #[test]
    fn names_are_unique() {
        let mut names = PlaceNames::default();
        let mut take = |own, writer| names.take(own, writer);
        assert_eq!(take("RELU", Some(3)), "AT_RELU");
        assert_eq!(take("RELU", Some(5)), "AT_RELU_5");
        assert_eq!(take("RELU", Some(5)), "AT_RELU_2");
        assert_eq!(take("RELU_3", None), "AT_RELU_3");
        assert_eq!(take("RELU", None), "AT_RELU_4");
    }
}
