//! Exact int8 kernels and the layouts of their weights, without allocation.
