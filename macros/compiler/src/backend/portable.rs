//! The kernels that every target has, in safe Rust: the definition of all others.

mod conv_2d;
mod float;
mod fully_connected;
mod hybrid;
mod layer;
mod lstm;
mod map;
mod mean;
mod plain;
mod pool;
mod rows;
mod svdf;
mod zip;

pub(super) use layer::matrices;
pub(super) use lstm::tensors as lstm_tensors;

use std::rc::Rc;

use super::{Backend, Kernel};
use crate::choices::Optimize;
use crate::graph::{Float, Int16, Kind};
use conv_2d::{Conv2d, DepthwiseConv2d};
use layer::{Convolved, TransposeConv};

/// The backend of every target.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

impl Backend for Portable {
    fn name(&self) -> &'static str {
        "portable"
    }

    fn kernel(&self, kind: &Kind, _optimize: Optimize) -> Option<Rc<dyn Kernel>> {
        Some(kernel(kind))
    }
}

/// The kernel of an operator.
pub(super) fn kernel(kind: &Kind) -> Rc<dyn Kernel> {
    match kind {
        Kind::Conv2d(conv) => Rc::new(Conv2d(conv.clone())),
        Kind::DepthwiseConv2d(conv) => Rc::new(DepthwiseConv2d(conv.clone())),
        Kind::FullyConnected(layer) => Rc::new(layer.clone()),
        Kind::Map(map) => Rc::new(map.clone()),
        Kind::Zip(zip) => Rc::new(zip.clone()),
        Kind::Pool(pool) => Rc::new(pool.clone()),
        Kind::Mean(mean) => Rc::new(mean.clone()),
        Kind::Rows(rows) => Rc::new(rows.clone()),
        Kind::Lstm(lstm) => Rc::new((**lstm).clone()),
        Kind::AsymmetricConv2d(layer) => Rc::new(Convolved::conv_2d(layer)),
        Kind::AsymmetricFullyConnected(layer) => Rc::new(Convolved::conv_2d(layer).once()),
        Kind::AsymmetricDepthwiseConv2d(layer) => Rc::new(Convolved::depthwise_conv_2d(layer)),
        Kind::TransposeConv(layer) => Rc::new(TransposeConv(layer.clone())),
        Kind::BatchMatmul(matmul) => Rc::new(matmul.clone()),
        Kind::Int16(int16) => of_int16(int16),
        Kind::Float(float) => of_float(float),
        Kind::Svdf(svdf) => Rc::new(svdf.clone()),
        Kind::Copy(copy) => Rc::new(copy.clone()),
        Kind::Fill(value) => Rc::new(plain::Fill(value.clone())),
        Kind::Call(call) => Rc::new((**call).clone()),
        // Subgraphs have a schedule in place of a kernel, and the passes leave no view: a reader that skips them gets
        // the same bytes.
        Kind::Control(_) | Kind::View => Rc::new(plain::View),
    }
}

fn of_int16(int16: &Int16) -> Rc<dyn Kernel> {
    match int16 {
        Int16::Conv2d(layer) => Rc::new(Convolved::conv_2d(layer)),
        Int16::DepthwiseConv2d(layer) => Rc::new(Convolved::depthwise_conv_2d(layer)),
    }
}

fn of_float(float: &Float) -> Rc<dyn Kernel> {
    match float {
        Float::Conv2d(conv) => Rc::new(float::Conv2d(conv.clone())),
        Float::DepthwiseConv2d(conv) => Rc::new(float::DepthwiseConv2d(conv.clone())),
        Float::FullyConnected(batch, dense) => {
            Rc::new(float::FullyConnected(*batch, dense.clone()))
        }
        Float::Hybrid(layer) => Rc::new(layer.clone()),
    }
}
