//! Kernels of `arch::dsp` with layouts, and so signatures, of their own.

use crate::Kernel;

pub(super) const KERNELS: &[Kernel] = &[];
