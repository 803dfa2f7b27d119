//! Tensors that keep their values from run to run.

use super::{Graph, Operator, TensorId};

/// What a tensor of state holds before the first run, little-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Initial {
    /// Every byte is the same.
    Filled(u8),
    /// These bytes.
    Bytes(Vec<u8>),
}

impl Initial {
    /// From all bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        match bytes.first() {
            Some(&first) if bytes.iter().all(|&byte| byte == first) => Self::Filled(first),
            None => Self::Filled(0),
            Some(_) => Self::Bytes(bytes),
        }
    }

    /// Bytes that it takes of flash.
    pub fn flash(&self) -> usize {
        match self {
            Self::Filled(_) => 0,
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

impl Operator {
    /// Everything that it reads or writes.
    pub fn touched(&self) -> impl Iterator<Item = TensorId> + '_ {
        let tensors = self.inputs.iter().chain(&self.state).copied();
        tensors.chain(self.outputs())
    }

    /// Everything that it writes except state of its own.
    pub fn outputs(&self) -> impl Iterator<Item = TensorId> + '_ {
        [self.output].into_iter().chain(self.others.iter().copied())
    }

    /// Returns whether one of its inputs alone is a tensor.
    pub fn reads_once(&self, id: TensorId) -> bool {
        self.inputs.iter().filter(|&&input| input == id).count() == 1
    }

    /// Returns whether it writes a tensor.
    pub fn writes(&self, id: TensorId) -> bool {
        self.outputs().any(|output| output == id)
    }
}

impl Graph {
    /// Returns whether a tensor keeps its value from run to run.
    pub fn is_state(&self, id: TensorId) -> bool {
        self.state.contains_key(&id)
    }

    /// Returns whether an operator reads or writes state: then those that do keep their order.
    pub fn has_state(&self, operator: &Operator) -> bool {
        operator.touched().any(|id| self.is_state(id))
    }
}
