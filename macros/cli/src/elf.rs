//! Reads linked programs: their use of memory, their symbols, and code that must not be in firmware.

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

/// The contents of a linked program.
#[derive(Clone, Debug)]
pub struct Elf {
    symbols: Vec<Symbol>,
    sizes: Sizes,
    places: Vec<String>,
    models: Vec<u64>,
}

impl Elf {
    /// Reads the program at a path.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is not ELF, or has no symbols.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&bytes).with_context(|| format!("{} cannot be examined", path.display()))
    }

    /// Reads a program from its bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes are not ELF, or have no symbols: nothing could be found in a
    /// stripped program.
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

    /// Returns the memory that the program takes.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Returns the functions and objects, by address.
    #[must_use]
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Returns the address of the symbol with a name, as in the source or as the linker knows it.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<u64> {
        self.symbols
            .iter()
            .find(|symbol| symbol.name == name || symbol.linked_name == name)
            .map(|s| s.address)
    }

    /// Returns the function or object at an address.
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

    /// Returns the contents that integer firmware must not have.
    #[must_use]
    pub fn scan(&self) -> Findings {
        Findings::of(&self.symbols, &self.places, &self.models)
    }
}

/// Reads the program and finds contents that integer firmware must not have.
///
/// # Errors
/// Returns the errors of [`Elf::read`].
pub fn scan(path: &Path) -> Result<Findings> {
    Ok(Elf::read(path)?.scan())
}

/// Returns the addresses of TensorFlow Lite's file identifier in loaded sections: a model file was embedded
/// whole there.
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

/// Returns whether the section takes memory at run time.
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
