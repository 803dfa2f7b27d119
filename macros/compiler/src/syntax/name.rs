//! The type's name in the short form.

use heck::ToUpperCamelCase;
use proc_macro2::Ident;

use super::ModelPath;
use crate::diagnostics::syntax as text;
use crate::report::error_at;

/// Returns the file's stem in UpperCamelCase, with `Model` before a leading digit: `2d-net.tflite`
/// becomes `Model2dNet`.
pub(super) fn from_path(path: &ModelPath) -> syn::Result<Ident> {
    let file = path.value.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.strip_suffix(".tflite").unwrap_or(file);
    let mut name = stem.to_upper_camel_case();
    if name.starts_with(|first: char| first.is_numeric()) {
        name.insert_str(0, "Model");
    }
    let mut ident: Ident =
        syn::parse_str(&name).map_err(|_| error_at(&path.expr, text::no_name(&path.shown)))?;
    ident.set_span(path.span);
    Ok(ident)
}
