//! The memory a program takes.

use object::{Object as _, ObjectSection as _, SectionKind, elf};

use super::{flags, is_loaded};

/// Bytes of memory, by use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Code.
    pub text: u64,
    /// Constants, and the vector table.
    pub rodata: u64,
    /// Initialized variables: in RAM, and their first values in flash.
    pub data: u64,
    /// Variables that start as zeros or uninitialized.
    pub bss: u64,
}

impl Sizes {
    /// Returns the bytes of flash: code, constants and the first values of variables.
    #[must_use]
    pub fn flash(self) -> u64 {
        self.text + self.rodata + self.data
    }

    /// Returns the bytes of RAM for variables, without the stack.
    #[must_use]
    pub fn ram(self) -> u64 {
        self.data + self.bss
    }
}

pub(super) fn read(file: &object::File<'_>) -> Sizes {
    let mut sizes = Sizes::default();
    for section in file.sections().filter(is_loaded) {
        let writable = flags(&section).contains(elf::SHF_WRITE);
        let executable = flags(&section).contains(elf::SHF_EXECINSTR);
        let uninitialized = matches!(
            section.kind(),
            SectionKind::UninitializedData | SectionKind::UninitializedTls
        );
        let field = match (uninitialized, writable, executable) {
            (true, ..) => &mut sizes.bss,
            (false, true, _) => &mut sizes.data,
            (false, false, true) => &mut sizes.text,
            (false, false, false) => &mut sizes.rodata,
        };
        *field += section.size();
    }
    sizes
}
