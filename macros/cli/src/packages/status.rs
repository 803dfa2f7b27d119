//! The system's packages as apt sees them while it plans a bundle, which is unpacked and not installed.

/// The fields of an installed package that a plan reads. The other fields (dependencies, conflicts, holds, the
/// mark of an essential package) are omitted, so that no state of the system prevents the plan.
const FIELDS: [&str; 5] = [
    "Package",
    "Architecture",
    "Multi-Arch",
    "Version",
    "Provides",
];

/// States of a package whose files are not all present.
const ABSENT: [&str; 3] = ["not-installed", "config-files", "half-installed"];

/// Returns the installed packages of a `dpkg` status file as facts: name, version, provided names.
/// Packages built from `source` are omitted.
pub(super) fn facts(status: &str, source: &str) -> String {
    status
        .split("\n\n")
        .filter_map(|paragraph| fact(paragraph, source))
        .collect()
}

fn fact(paragraph: &str, source: &str) -> Option<String> {
    let field = |name: &str| {
        let mut fields = paragraph
            .lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(field, _)| !field.starts_with([' ', '\t']));
        Some(fields.find(|(field, _)| *field == name)?.1.trim())
    };
    let state = field("Status")?.rsplit(' ').next()?;
    // The source is stated where its name differs from the package's; its version may follow.
    let built_from = field("Source").or_else(|| field("Package"))?;
    if ABSENT.contains(&state) || built_from.split(' ').next() == Some(source) {
        return None;
    }
    let facts = FIELDS
        .iter()
        .filter_map(|name| Some(format!("{name}: {}\n", field(name)?)));
    Some(facts.collect::<String>() + "Status: install ok installed\n\n")
}

#[cfg(test)]
mod tests {
    use super::facts;

    const STATUS: &str = "\
Package: qemu-utils
Status: hold ok installed
Architecture: amd64
Source: qemu (1:10.0.2+ds-2)
Version: 1:10.0.2+ds-2+deb13u1~bpo12+1
Breaks: qemu-system-common (<< 1:10)
Description: utilities
 Status: this line is text

Package: libfdt1
Essential: yes
Status: hold ok installed
Multi-Arch: same
Architecture: amd64
Source: device-tree-compiler
Version: 1.6.1-4
Depends: libc6 (>= 99)
Provides: fdt (= 1)
Description: library
 .
 Package: text too

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: qemu
Status: install ok installed
Architecture: amd64
Version: 1:10.0.2
";

    #[test]
    fn what_is_there_is_a_fact_and_nothing_else_is_said_of_it() {
        assert_eq!(
            facts(STATUS, "qemu"),
            "Package: libfdt1\nArchitecture: amd64\nMulti-Arch: same\nVersion: 1.6.1-4\nProvides: fdt (= 1)\n\
             Status: install ok installed\n\n"
        );
        assert_eq!(
            facts(STATUS, "libfdt1").matches("Package: qemu").count(),
            2,
            "the source of libfdt1 has another name"
        );
    }
}
