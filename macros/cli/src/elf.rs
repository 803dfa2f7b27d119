//! Reads linked programs: how much memory they take, what their functions are called, and what must not be
//! in firmware.

mod findings;
mod places;
mod sizes;
mod symbols;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use object::{Object as _, ObjectSection as _, SectionFlags, elf};

pub use self::findings::Findings;
pub use self::sizes::Sizes;
pub use self::symbols::Symbol;

/// What a linked program says about itself.
#[derive(Clone, Debug)]
pub struct Elf {
    symbols: Vec<Symbol>,
    sizes: Sizes,
    places: Vec<String>,
    models: Vec<u64>,
}

impl Elf {
    /// Reads the program of that path.
    ///
    /// # Errors
    /// When the file cannot be read, is not ELF, or has no symbols.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&bytes).with_context(|| format!("{} cannot be examined", path.display()))
    }

    /// Reads a program from its bytes.
    ///
    /// # Errors
    /// When the bytes are not ELF, or have no symbols: of a stripped program, nothing could be found.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let file = object::File::parse(bytes)?;
        let symbols = symbols::read(&file);
        if symbols.is_empty() {
            bail!("it has no symbols; build it without `strip`");
        }
        Ok(Self {
            symbols,
            sizes: sizes::read(&file),
            places: places::read(&file)?,
            models: models(&file)?,
        })
    }

    /// The memory it takes.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Its functions and objects, by address.
    #[must_use]
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The address of the symbol with that name, as in the source or as the linker knows it.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<u64> {
        self.symbols
            .iter()
            .find(|symbol| symbol.name == name || symbol.linked_name == name)
            .map(|s| s.address)
    }

    /// The function or object at that address.
    #[must_use]
    pub fn symbol_at(&self, address: u64) -> Option<&Symbol> {
        let end = self
            .symbols
            .partition_point(|symbol| symbol.address <= address);
        self.symbols[..end]
            .iter()
            .rev()
            .find(|symbol| address - symbol.address < symbol.size)
    }

    /// What it has in it that integer firmware must not.
    #[must_use]
    pub fn scan(&self) -> Findings {
        Findings::of(&self.symbols, &self.places, &self.models)
    }
}

/// Reads the program and looks for what integer firmware must not have in it.
///
/// # Errors
/// See [`Elf::read`].
pub fn scan(path: &Path) -> Result<Findings> {
    Ok(Elf::read(path)?.scan())
}

/// Addresses of TensorFlow Lite's file identifier in what is loaded: there, a model file was embedded whole.
fn models(file: &object::File<'_>) -> Result<Vec<u64>> {
    const IDENTIFIER: &[u8] = b"TFL3";
    let mut found = Vec::new();
    for section in file.sections().filter(is_loaded) {
        let windows = section.data()?.windows(IDENTIFIER.len());
        found.extend(
            (section.address()..)
                .zip(windows)
                .filter(|(_, w)| *w == IDENTIFIER)
                .map(|(address, _)| address),
        );
    }
    Ok(found)
}

/// Whether the section takes memory when the program runs.
fn is_loaded(section: &object::Section<'_, '_>) -> bool {
    flags(section).contains(elf::SHF_ALLOC)
}

fn flags(section: &object::Section<'_, '_>) -> elf::SectionFlags {
    match section.flags() {
        SectionFlags::Elf { sh_flags, .. } => sh_flags,
        _ => elf::SectionFlags::default(),
    }
}

#[cfg(test)]
mod tests;
