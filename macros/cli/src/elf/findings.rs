//! Contents that firmware of an integer model must not have, found by the names that the linker
//! kept.
//!
//! The linker drops unreferenced symbols, so a remaining name means that some path may reach it.

use std::fmt;

use super::Symbol;

/// The findings; all are empty in correct firmware.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Functions that start or execute a panic.
    pub panics: Vec<String>,
    /// The source locations of these panics; empty where there are no panics.
    pub places: Vec<String>,
    /// Functions that allocate or free.
    pub allocators: Vec<String>,
    /// Functions that compute with floats in software.
    pub soft_floats: Vec<String>,
    /// Addresses of embedded `.tflite` files.
    pub models: Vec<u64>,
}

impl Findings {
    pub(super) fn of(symbols: &[Symbol], places: &[String], models: &[u64]) -> Self {
        let names = |is: fn(&str) -> bool| {
            let mut names: Vec<_> = symbols
                .iter()
                .map(|symbol| &symbol.name)
                .filter(|name| is(name))
                .cloned()
                .collect();
            names.sort();
            names.dedup();
            names
        };
        let panics = names(is_panic);
        Self {
            // Other functions, which cannot panic, may also use their callers' locations.
            places: if panics.is_empty() {
                Vec::new()
            } else {
                places.to_vec()
            },
            panics,
            allocators: names(is_allocator),
            soft_floats: names(is_soft_float),
            models: models.to_vec(),
        }
    }

    /// Returns whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Findings {
    /// Writes one finding per line, and nothing if there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("panic", &self.panics),
            ("panic at", &self.places),
            ("allocator", &self.allocators),
            ("software float", &self.soft_floats),
        ];
        for (kind, names) in kinds {
            for name in names {
                writeln!(f, "{kind}: {name}")?;
            }
        }
        for address in &self.models {
            writeln!(f, "embedded .tflite file: at {address:#010x}")?;
        }
        Ok(())
    }
}

/// Returns whether the name is one of those by which `core` starts panics, or by which panics end.
fn is_panic(name: &str) -> bool {
    const PARTS: [&str; 11] = [
        "core::panicking::",
        "core::panic::",
        "core::option::unwrap_failed",
        "core::option::expect_failed",
        "core::result::unwrap_failed",
        "core::slice::index::slice_",
        "core::slice::copy_from_slice_impl::len_mismatch_fail",
        "core::str::slice_error_fail",
        "core::cell::panic_already",
        "rust_begin_unwind",
        "rust_panic",
    ];
    PARTS.iter().any(|part| name.contains(part))
}

/// Returns whether the name is one of Rust's allocator entry points, of the `alloc` crate, or of C's.
fn is_allocator(name: &str) -> bool {
    const NAMES: [&str; 5] = ["malloc", "calloc", "realloc", "free", "_sbrk"];
    let last = name.rsplit("::").next().unwrap_or(name);
    name.starts_with("alloc::")
        || name.contains("<alloc::")
        || NAMES.contains(&last)
        || ["__rust_", "__rg_", "__rdl_"]
            .iter()
            .any(|p| last.strip_prefix(p).is_some_and(|l| l.contains("alloc")))
}

fn is_soft_float(name: &str) -> bool {
    const PATHS: [&str; 5] = [
        "compiler_builtins::float::",
        "compiler_builtins::math::",
        "core::fmt::float::",
        "core::num::flt2dec::",
        "core::num::imp::flt2dec::",
    ];
    let last = name.rsplit("::").next().unwrap_or(name);
    PATHS.iter().any(|path| name.contains(path))
        || name.starts_with("libm::")
        || last.strip_prefix("__aeabi_").is_some_and(is_aeabi_float)
        || last.strip_prefix("__").is_some_and(is_libgcc_float)
        || last.starts_with("__gnu_h2f")
        || last.starts_with("__gnu_f2h")
}

/// Returns whether a name of the Arm run-time ABI (after `__aeabi_`) has a float operand: `fadd`, `cdcmple`,
/// `ui2d`, but not `idivmod`, `lmul` or `memcpy4`.
fn is_aeabi_float(name: &str) -> bool {
    ["d", "f", "h", "cd", "cf"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || name.contains("2d")
        || name.contains("2f")
}

/// Returns whether a name of libgcc (after `__`) has a float mode after the operation: `addsf3`, `fixunsdfdi`, but
/// not `muldi3`.
fn is_libgcc_float(name: &str) -> bool {
    // Longer names first, because some begin with others.
    const OPERATIONS: [&str; 20] = [
        "floatun", "float", "fixuns", "fix", "extend", "trunc", "unord", "powi", "add", "sub",
        "mul", "div", "neg", "cmp", "eq", "ne", "lt", "le", "gt", "ge",
    ];
    let Some(modes) = OPERATIONS
        .iter()
        .find_map(|operation| name.strip_prefix(operation))
    else {
        return false;
    };
    let modes = modes
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .as_bytes();
    let is_float = |mode: &[u8]| matches!(mode, b"hf" | b"sf" | b"df" | b"tf");
    let is_mode = |mode: &[u8]| is_float(mode) || matches!(mode, b"si" | b"di" | b"ti");
    modes.chunks(2).all(is_mode) && modes.chunks(2).any(is_float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_by_name() {
        for name in [
            "core::panicking::panic_fmt",
            "core::panicking::panic_bounds_check",
            "__rustc::rust_begin_unwind",
            "core::slice::index::slice_index_fail",
        ] {
            assert!(is_panic(name), "{name}");
        }
        assert!(!is_panic("core::ptr::drop_in_place"));
    }

    #[test]
    fn allocators_by_name() {
        for name in [
            "__rustc::__rust_alloc",
            "__rdl_dealloc",
            "malloc",
            "alloc::raw_vec::handle_error",
        ] {
            assert!(is_allocator(name), "{name}");
        }
        for name in ["freeze", "my_app::allocate", "__rustc::rust_begin_unwind"] {
            assert!(!is_allocator(name), "{name}");
        }
    }

    #[test]
    fn soft_floats_by_name() {
        for name in [
            "__aeabi_fadd",
            "__aeabi_cdcmple",
            "__aeabi_ui2d",
            "__addsf3",
            "__muldf3",
            "__floatunsidf",
            "__fixunssfdi",
            "__extendhfsf2",
            "__lesf2",
            "__gnu_h2f_ieee",
            "compiler_builtins::float::add::__adddf3",
        ] {
            assert!(is_soft_float(name), "{name}");
        }
        for name in [
            "__aeabi_idivmod",
            "__aeabi_uldivmod",
            "__aeabi_lmul",
            "__aeabi_memcpy4",
            "__muldi3",
            "__udivmoddi4",
            "__lshrdi3",
            "__addvsi3",
        ] {
            assert!(!is_soft_float(name), "{name}");
        }
    }
}
