//! The command line of tiny-model: run models, check parity.
