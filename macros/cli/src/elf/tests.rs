use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, SymbolFlags, SymbolKind, SymbolScope};

use super::{Elf, Sizes};

/// Builds a program with functions of these names, four bytes each, and some data.
fn program(functions: &[&str], constants: &[u8]) -> Vec<u8> {
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Arm, Endianness::Little);
    let text = object.section_id(StandardSection::Text);
    for name in functions {
        let address = object.append_section_data(text, &[0, 0xbf, 0x70, 0x47], 4);
        object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            // The Thumb bit.
            value: address | 1,
            size: 4,
            kind: SymbolKind::Text,
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(text),
            flags: SymbolFlags::None,
        });
    }
    let rodata = object.section_id(StandardSection::ReadOnlyData);
    object.append_section_data(rodata, constants, 1);
    let data = object.section_id(StandardSection::Data);
    object.append_section_data(data, &[1; 8], 4);
    let bss = object.section_id(StandardSection::UninitializedData);
    object.append_section_bss(bss, 100, 4);
    object.write().expect("an object")
}

#[test]
fn sizes_by_use() {
    let elf = Elf::parse(&program(&["main", "run"], b"constants")).expect("a program");
    let sizes = Sizes {
        text: 8,
        rodata: 9,
        data: 8,
        bss: 100,
    };
    assert_eq!((elf.sizes(), sizes.flash(), sizes.ram()), (sizes, 25, 108));
}

#[test]
fn symbols_by_name_and_address() {
    let elf =
        Elf::parse(&program(&["main", "_ZN3app3run17h0123456789abcdefE"], b"")).expect("a program");
    assert_eq!(elf.address("app::run"), Some(4));
    assert_eq!(elf.address("_ZN3app3run17h0123456789abcdefE"), Some(4));
    assert_eq!(elf.address("run"), None);
    for (address, name) in [
        (0, Some("main")),
        (3, Some("main")),
        (6, Some("app::run")),
        (8, None),
    ] {
        assert_eq!(
            elf.symbol_at(address).map(|symbol| symbol.name.as_str()),
            name,
            "{address}"
        );
    }
}

#[test]
fn clean_firmware_has_no_findings() {
    let findings = Elf::parse(&program(&["main", "__aeabi_memcpy"], b"TFL"))
        .expect("a program")
        .scan();
    assert!(findings.is_clean(), "{findings}");
    assert_eq!(findings.to_string(), "");
}

#[test]
fn findings_are_listed() {
    let functions = [
        "main",
        "malloc",
        "__aeabi_fmul",
        "_ZN4core9panicking9panic_fmt17h0123456789abcdefE",
    ];
    let findings = Elf::parse(&program(&functions, b"....TFL3"))
        .expect("a program")
        .scan();
    assert!(!findings.is_clean());
    assert_eq!(
        findings.to_string(),
        "panic: core::panicking::panic_fmt\n\
         allocator: malloc\n\
         software float: __aeabi_fmul\n\
         embedded .tflite file: at 0x00000004\n"
    );
}

#[test]
fn what_cannot_be_examined_is_an_error() {
    assert!(Elf::parse(b"not a program").is_err());
    let stripped = Elf::parse(&program(&[], b"")).expect_err("it has no symbols");
    assert!(stripped.to_string().contains("strip"), "{stripped}");
}
