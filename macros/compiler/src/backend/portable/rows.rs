//! SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION.

use tiny_model_kernels::op;
use tiny_model_kernels::overlap::Overlap;

use super::super::{Kernel, Site};
use super::map::in_place;
use crate::call::{Argument, Call, Value};
use crate::graph::{Element, L2Normalization, LogSoftmax, RowFunction, Rows, Softmax};

impl Kernel for Rows {
    fn overlap(&self, _site: &Site<'_>, _input: usize) -> Option<Overlap> {
        match self.function {
            RowFunction::Softmax(Softmax::Int8(_))
            | RowFunction::LogSoftmax(LogSoftmax::Int8(_))
            | RowFunction::L2Normalization(L2Normalization::Int8(_)) => {
                Some(op::overlap::softmax())
            }
            RowFunction::Softmax(Softmax::Int16(_)) => Some(in_place(Element::I16)),
            RowFunction::Softmax(Softmax::Int8ToInt16(_)) => None,
            RowFunction::Softmax(Softmax::Float(_))
            | RowFunction::LogSoftmax(LogSoftmax::Float)
            | RowFunction::L2Normalization(L2Normalization::Float) => {
                Some(op::float::overlap::elementwise())
            }
        }
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let (kernel, parameter) = match &self.function {
            RowFunction::Softmax(Softmax::Int8(softmax) | Softmax::Int8ToInt16(softmax)) => {
                ("op::softmax", Some(Value::parameters(softmax).borrowed()))
            }
            RowFunction::Softmax(Softmax::Int16(scale)) => {
                ("op::int16::softmax", Some(Value::named("SCALE", scale)))
            }
            RowFunction::Softmax(Softmax::Float(beta)) => {
                ("op::float::softmax", Some(Value::named("BETA", beta)))
            }
            RowFunction::LogSoftmax(LogSoftmax::Int8(log_softmax)) => {
                let parameters = Value::parameters(log_softmax).borrowed();
                ("op::log_softmax", Some(parameters))
            }
            RowFunction::LogSoftmax(LogSoftmax::Float) => ("op::float::log_softmax", None),
            RowFunction::L2Normalization(L2Normalization::Int8(zero_point)) => {
                let zero_point = Value::named("ZERO_POINT", zero_point);
                ("op::l2_normalization", Some(zero_point))
            }
            RowFunction::L2Normalization(L2Normalization::Float) => {
                ("op::float::l2_normalization", None)
            }
        };
        let dims = || [self.rows, self.classes].into();
        let rows = Argument::Rows(dims(), dims()).into();
        let arguments = [rows].into_iter().chain(parameter).collect();
        Value::Call(kernel.into(), Vec::new(), arguments).into()
    }
}
