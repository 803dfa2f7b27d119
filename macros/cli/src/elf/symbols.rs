//! The names of functions and objects.

use object::{Object as _, ObjectSymbol as _, SymbolKind};

/// A function or object of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name as in the source, without Rust's hash.
    pub name: String,
    /// The linker's name.
    pub linked_name: String,
    /// The first byte.
    pub address: u64,
    /// Bytes; 0 if the program does not state them.
    pub size: u64,
}

/// Returns the symbols that have an address, sorted by it.
pub(super) fn read(file: &object::File<'_>) -> Vec<Symbol> {
    let mut symbols: Vec<_> = file
        .symbols()
        .filter_map(|symbol| named(file, &symbol))
        .collect();
    symbols.sort_by(|a, b| (a.address, &a.linked_name).cmp(&(b.address, &b.linked_name)));
    symbols
}

fn named(file: &object::File<'_>, symbol: &object::Symbol<'_, '_>) -> Option<Symbol> {
    let linked_name = symbol.name().ok()?;
    // `$t`, `$d` and similar symbols mark the following bytes as instructions or data; they name
    // nothing.
    if !symbol.is_definition() || linked_name.is_empty() || linked_name.starts_with('$') {
        return None;
    }
    // The lowest bit of the address of a Thumb function is a flag, not part of the address.
    let thumb =
        file.architecture() == object::Architecture::Arm && symbol.kind() == SymbolKind::Text;
    Some(Symbol {
        name: format!("{:#}", rustc_demangle::demangle(linked_name)),
        linked_name: linked_name.to_owned(),
        address: if thumb {
            symbol.address() & !1
        } else {
            symbol.address()
        },
        size: symbol.size(),
    })
}
