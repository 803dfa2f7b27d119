//! The check that every kernel has cases.

use std::collections::BTreeSet;

use kernel_cases::cases::kernels;

/// Functions that are not kernels: they create tables on the host.
const OTHERS: [&str; 1] = ["tabulate"];

/// Returns the public functions of a module of the kernels: the lower-case names in its `pub use`.
fn functions(module: &str) -> BTreeSet<&str> {
    let statements = module.split(';').filter_map(|statement| {
        let (_, used) = statement.split_once("pub use ")?;
        let attribute = statement.contains("#[cfg(");
        let (_, names) = used.rsplit_once("::")?;
        (!attribute).then_some(names)
    });
    statements
        .flat_map(|names| names.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        // Cases call this in place of a function whose shape is in its types.
        .map(|name| name.strip_suffix("_of_shape").unwrap_or(name))
        .collect()
}

#[test]
fn every_function_of_op_has_cases() {
    let mut public = functions(include_str!("../../../runtime/kernels/src/op.rs"));
    assert!(public.contains("conv_2d"), "{public:?}");
    public.retain(|name| !OTHERS.contains(name));
    let modules = [
        (
            "float",
            include_str!("../../../runtime/kernels/src/op/float.rs"),
        ),
        (
            "int16",
            include_str!("../../../runtime/kernels/src/op/int16.rs"),
        ),
        (
            "layer",
            include_str!("../../../runtime/kernels/src/op/layer.rs"),
        ),
    ];
    let of_modules: Vec<String> = (modules.iter())
        .flat_map(|(module, source)| {
            let names = functions(source).into_iter();
            names.map(move |name| format!("{module}::{name}"))
        })
        .collect();
    public.extend(of_modules.iter().map(String::as_str));
    let all = Vec::from_iter(kernels());
    let tested: BTreeSet<&str> = all
        .iter()
        .flat_map(|kernel| kernel.name.split('/').next())
        .flat_map(|names| names.split(','))
        .collect();
    let missing = Vec::from_iter(public.difference(&tested));
    assert!(missing.is_empty(), "no cases in `cases.rs`: {missing:?}");
}

#[test]
fn every_function_of_the_dsp_backend_has_cases() {
    // The backend itself is not on this machine, but its source and the list are.
    let public = functions(include_str!("../../../runtime/kernels/src/arch/dsp.rs"));
    let list = include_str!("../src/cases/dsp.rs");
    let tested = |name: &&str| {
        ["\"", "/"]
            .iter()
            .any(|end| list.contains(&format!("\"dsp::{name}{end}")))
    };
    let missing = Vec::from_iter(public.into_iter().filter(|name| !tested(name)));
    assert!(
        missing.is_empty(),
        "no cases in `cases/dsp.rs`: {missing:?}"
    );
}
