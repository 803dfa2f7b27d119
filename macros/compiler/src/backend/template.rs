//! A backend without kernels of its own: what a new one begins with.
//!
//! A backend is
//!
//! 1. a folder beside this one, with a file for each kernel: a type that has its weights in the order that the kernel
//!    reads them, and tells its scratch, overlaps and call ([`Kernel`]);
//! 2. its entry in [`ALL`](super::ALL), whose name is the name of its module and its macro in the runtime;
//! 3. its inner loops in `runtime/kernels/src/arch`, and the layouts of its weights in `runtime/kernels/src/layout`.
//!
//! Operators for which it has no kernel are computed by the portable ones.

use std::rc::Rc;

use super::{Backend, Kernel};
use crate::choices::Optimize;
use crate::graph::Kind;

/// A backend without kernels of its own.
#[derive(Debug, Clone, Copy)]
pub struct Template;

impl Backend for Template {
    fn name(&self) -> &'static str {
        "template"
    }

    fn kernel(&self, _kind: &Kind, _optimize: Optimize) -> Option<Rc<dyn Kernel>> {
        None
    }
}
