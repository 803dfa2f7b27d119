//! Tests of the whole project: models, diagnostics, firmware.
