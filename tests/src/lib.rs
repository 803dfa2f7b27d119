//! Tests of the whole: models, diagnostics, firmware.
