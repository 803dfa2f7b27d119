//! The packages that must be fetched, from the output of `apt-get install --print-uris`.

use std::fmt;

use anyhow::{Context as _, Result};

/// A package to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    /// `name=version` or `name:architecture=version`.
    pub(super) word: String,
    /// The file name that apt gives the package.
    pub(super) file: String,
    bytes: u64,
}

/// The packages that must be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan(pub(super) Vec<Package>);

impl Plan {
    /// Reads lines such as `'http://…' libusb-1.0-0_2%3a1.0.26-1_amd64.deb 62592 MD5Sum:…`; other lines are
    /// messages for people.
    pub(super) fn read(text: &str) -> Result<Self> {
        let lines = text.lines().filter(|line| line.starts_with('\''));
        let package =
            |line| package(line).with_context(|| format!("apt-get lists {line:?}, no package"));
        lines.map(package).collect::<Result<_>>().map(Self)
    }
}

fn package(line: &str) -> Option<Package> {
    let mut words = line.split(' ').skip(1);
    let file = words.next()?;
    let bytes = words.next()?.parse().ok()?;
    let mut parts = file.strip_suffix(".deb")?.split('_');
    let (name, version, architecture) = (parts.next()?, parts.next()?, parts.next()?);
    let version = decode(version);
    let word = match architecture {
        "all" => format!("{name}={version}"),
        _ => format!("{name}:{architecture}={version}"),
    };
    Some(Package {
        word,
        file: file.to_owned(),
        bytes,
    })
}

/// Decodes a part of a file name in which apt wrote some characters as `%3a`.
fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.get(..2).map(|code| u8::from_str_radix(code, 16));
        match code {
            Some(Ok(code)) => {
                decoded.push(char::from(code));
                decoded.push_str(&piece[2..]);
            }
            _ => {
                decoded.push('%');
                decoded.push_str(piece);
            }
        }
    }
    decoded
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(packages) = self;
        let bytes: u64 = packages.iter().map(|package| package.bytes).sum();
        let plural = if packages.len() == 1 { "" } else { "s" };
        let megabytes = bytes as f64 / 1e6;
        write!(f, "{} package{plural}, {megabytes:.1} MB", packages.len())
    }
}

/// Returns the versions in the output of `apt-cache madison` for a package, the newest first.
pub(super) fn versions(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| Some(line.split('|').nth(1)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The output on Debian 12 with `qemu-utils` 10.0 of backports, shortened.
    const PRINTED: &str = "\
Reading package lists...
The following packages will be REMOVED:
  qemu-utils
'http://mirror.example/debian/pool/main/libu/libusb-1.0/libusb-1.0-0_1.0.26-1_amd64.deb' libusb-1.0-0_2%3a1.0.26-1_amd64.deb 62592 MD5Sum:11967b80d74547874dd2e4ed22ae70c6
'http://mirror.example/security/pool/updates/main/g/gst-plugins-base1.0/libgstreamer-plugins-base1.0-0_1.22.0-3%2bdeb12u7_amd64.deb' libgstreamer-plugins-base1.0-0_1.22.0-3+deb12u7_amd64.deb 933792 
'http://mirror.example/debian/pool/main/q/qemu/qemu-system-data_7.2%2bdfsg-7%2bdeb12u18_all.deb' qemu-system-data_1%3a7.2+dfsg-7+deb12u18_all.deb 1297476 MD5Sum:ad8787051fb014f51bb740e788e65936
";

    #[test]
    fn packages_are_named_with_version_and_architecture() {
        let plan = Plan::read(PRINTED).expect("a plan");
        let words = Vec::from_iter(plan.0.iter().map(|package| package.word.as_str()));
        assert_eq!(
            words,
            [
                "libusb-1.0-0:amd64=2:1.0.26-1",
                "libgstreamer-plugins-base1.0-0:amd64=1.22.0-3+deb12u7",
                "qemu-system-data=1:7.2+dfsg-7+deb12u18",
            ]
        );
        assert_eq!(plan.0[0].file, "libusb-1.0-0_2%3a1.0.26-1_amd64.deb");
        assert_eq!(plan.to_string(), "3 packages, 2.3 MB");
    }

    #[test]
    fn what_is_no_package_is_told() {
        let error = Plan::read("'http://host/a' a.txt 5 MD5Sum:0").expect_err("no package");
        assert!(error.to_string().contains("a.txt"), "{error}");
    }

    #[test]
    fn names_of_files_are_decoded() {
        assert_eq!(decode("1%3a2%5f3"), "1:2_3");
        assert_eq!(decode("5%"), "5%");
        assert_eq!(decode("%zz%é"), "%zz%é");
    }

    #[test]
    fn versions_are_read_in_their_order() {
        let madison = "\
qemu-system-arm | 1:10.0.2+ds-2 | http://mirror.example/debian bookworm-backports/main amd64 Packages
qemu-system-arm | 1:7.2+dfsg-7 | http://mirror.example/debian bookworm/main amd64 Packages
";
        assert_eq!(
            Vec::from_iter(versions(madison)),
            ["1:10.0.2+ds-2", "1:7.2+dfsg-7"]
        );
    }
}
