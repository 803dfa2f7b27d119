//! MEAN.

use tiny_model_kernels::op;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use crate::call::{Argument, Call, Value};
use crate::graph::{Averages, Mean};

impl Kernel for Mean {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        match self.numbers {
            Averages::Int8(_) => Some(op::overlap::mean(&self.kept)),
            Averages::Int16(_) => Some(op::int16::overlap::mean(&self.kept)),
            Averages::Float(_) => Some(op::float::overlap::mean(&self.kept)),
        }
    }

    fn call(&self, site: &Site<'_>) -> Call {
        let lengths = [site.input(0).len(), site.output(0).len()];
        let axes = Value::reduction("AXES", lengths, [&self.kept, &self.reduced]).borrowed();
        let elements = Argument::Flat(0).into();
        match &self.numbers {
            Averages::Int8(mean) => {
                let parameters = || Value::parameters(mean).borrowed();
                let finish = [Argument::Sums.into(), Value::output(), parameters()];
                let call = Call::new("op::mean", [elements, parameters(), axes]);
                call.with_sums(lengths[1], Value::call("op::mean_of", finish))
            }
            Averages::Int16(mean) => {
                let parameters = Value::parameters(mean).borrowed();
                Call::new("op::int16::mean", [elements, parameters, axes])
            }
            Averages::Float(output) => {
                let output = Value::named("OUTPUT", output);
                Call::new("op::float::mean", [elements, output, axes])
            }
        }
    }
}
