//! The kernels that every target has, in safe Rust: the definition of all others.

mod batch_matmul;
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

pub(super) use batch_matmul::matrices;
pub(super) use lstm::tensors as lstm_tensors;

use std::rc::Rc;

use super::{Backend, Kernel};
use crate::choices::Optimize;
use crate::graph::{Form, Kind, Layer, Numbers};
use conv_2d::{Conv2d, DepthwiseConv2d};
use float::FloatLayer;
use fully_connected::FullyConnected;
use hybrid::HybridLayer;
use layer::AnyLayer;

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
        Kind::Layer(layer) => of_layer(layer),
        Kind::Map(map) => Rc::new(map.clone()),
        Kind::Zip(zip) => Rc::new(zip.clone()),
        Kind::Pool(pool) => Rc::new(pool.clone()),
        Kind::Mean(mean) => Rc::new(mean.clone()),
        Kind::Rows(rows) => Rc::new(rows.clone()),
        Kind::Lstm(lstm) => Rc::new((**lstm).clone()),
        Kind::BatchMatmul(matmul) => Rc::new(matmul.clone()),
        Kind::Svdf(svdf) => Rc::new(svdf.clone()),
        Kind::Copy(copy) => Rc::new(copy.clone()),
        Kind::Fill(value) => Rc::new(plain::Fill(value.clone())),
        Kind::Call(call) => Rc::new((**call).clone()),
        // Subgraphs have a schedule in place of a kernel, and the passes leave no view: a reader that skips them gets
        // the same bytes.
        Kind::Control(_) | Kind::View => Rc::new(plain::View),
    }
}

/// The kernel of a layer, by its numbers and form.
fn of_layer(layer: &Layer) -> Rc<dyn Kernel> {
    let &Layer { form, shape, .. } = layer;
    match &layer.numbers {
        Numbers::Integers(integers) => match (form, layer.int8()) {
            (Form::Conv2d, Some(int8)) => Rc::new(Conv2d(int8)),
            (Form::DepthwiseConv2d, Some(int8)) => Rc::new(DepthwiseConv2d(int8)),
            (Form::FullyConnected, Some(int8)) => Rc::new(FullyConnected(int8)),
            _ => Rc::new(AnyLayer::of_integers(layer, integers)),
        },
        Numbers::Float(float) if form == Form::TransposeConv => {
            Rc::new(AnyLayer::of_floats(layer, float))
        }
        Numbers::Float(float) => Rc::new(FloatLayer {
            form,
            shape,
            numbers: float.clone(),
        }),
        Numbers::Hybrid(hybrid) => Rc::new(HybridLayer {
            form,
            shape,
            numbers: hybrid.clone(),
        }),
    }
}
