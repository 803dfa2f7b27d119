//! Operators that the user computes.

use super::Port;

/// A call of a function of the user's.
#[derive(Debug, Clone)]
pub struct Custom {
    /// Position among the functions that the user gave.
    pub function: usize,
    /// What it reads.
    pub inputs: Vec<Port>,
    /// What it writes.
    pub outputs: Vec<Port>,
    /// `Operator.custom_options` of the model file.
    pub options: Vec<u8>,
}
