//! The kind of a file by its first bytes, for errors.

use core::fmt;

/// Offset of a FlatBuffers file identifier.
const IDENTIFIER_AT: usize = 4;
/// Bytes that are examined to distinguish text from binary.
const TEXT_SAMPLE: usize = 512;

/// The kind of a file, recognized by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// Identifier `TFL3` at byte 4.
    TfLite,
    /// No bytes.
    Empty,
    /// A pointer to a file in Git LFS that has not been fetched.
    GitLfsPointer,
    /// A zip archive; Keras writes these as `.keras`.
    Zip,
    /// A gzip stream.
    Gzip,
    /// HDF5, which Keras writes as `.h5`.
    Hdf5,
    /// A web page, often an error page saved in place of a download.
    Html,
    /// Other text.
    Text,
    /// An ONNX model, recognized by its first two protobuf fields (`ir_version`, then the producer or
    /// the graph).
    Onnx,
    /// TensorFlow's `saved_model.pb`, recognized by its first two protobuf fields.
    SavedModel,
    /// Fewer than eight bytes, which cannot hold an identifier.
    TooShort,
    /// A binary file with these four bytes where `TFL3` should be.
    WrongIdentifier([u8; 4]),
}

/// Classifies a file by its first bytes. A file that begins like a model is [`FileKind::TfLite`], intact or not.
#[must_use]
pub fn sniff(bytes: &[u8]) -> FileKind {
    let identifier = bytes
        .get(IDENTIFIER_AT..)
        .and_then(<[u8]>::first_chunk::<4>);
    match (bytes, identifier) {
        (_, Some(b"TFL3")) => FileKind::TfLite,
        ([], _) => FileKind::Empty,
        ([b'P', b'K', 3 | 5, 4 | 6, ..], _) => FileKind::Zip,
        ([0x1f, 0x8b, ..], _) => FileKind::Gzip,
        ([0x89, b'H', b'D', b'F', ..], _) => FileKind::Hdf5,
        ([8, 1, 0x12, ..], _) => FileKind::SavedModel,
        ([8, 3..=99, 0x12 | 0x3a, ..], _) => FileKind::Onnx,
        _ if bytes.starts_with(b"version https://git-lfs") => FileKind::GitLfsPointer,
        _ => text(bytes)
            .unwrap_or(identifier.map_or(FileKind::TooShort, |&id| FileKind::WrongIdentifier(id))),
    }
}

/// Returns `Html` or `Text` for bytes that begin with printable text.
fn text(bytes: &[u8]) -> Option<FileKind> {
    let sample = bytes.get(..TEXT_SAMPLE).unwrap_or(bytes);
    let text = match core::str::from_utf8(sample) {
        Ok(text) => text,
        // The end of the sample may split a character; other errors mean that the bytes are not
        // text.
        Err(error) if error.error_len().is_none() => {
            core::str::from_utf8(sample.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    if text.is_empty()
        || text
            .chars()
            .any(|c| c.is_control() && !c.is_ascii_whitespace())
    {
        return None;
    }
    let start: String = text
        .trim_start()
        .chars()
        .take(9)
        .collect::<String>()
        .to_ascii_lowercase();
    Some(
        if start.starts_with("<!doctype") || start.starts_with("<html") {
            FileKind::Html
        } else {
            FileKind::Text
        },
    )
}

impl fmt::Display for FileKind {
    /// Formats as a noun phrase: "a zip archive".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TfLite => "a TensorFlow Lite model",
            Self::Empty => "an empty file",
            Self::GitLfsPointer => "a Git LFS pointer",
            Self::Zip => "a zip archive",
            Self::Gzip => "a gzip stream",
            Self::Hdf5 => "an HDF5 file",
            Self::Html => "a web page",
            Self::Text => "text",
            Self::Onnx => "an ONNX model",
            Self::SavedModel => "a TensorFlow SavedModel",
            Self::TooShort => "a file of fewer than eight bytes",
            Self::WrongIdentifier(id) => {
                return write!(
                    f,
                    "a binary file with the identifier \"{}\"",
                    id.escape_ascii()
                );
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let cases: [(&[u8], FileKind); 14] = [
            (b"", FileKind::Empty),
            (b"\x1c\0\0\0TFL3", FileKind::TfLite),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:",
                FileKind::GitLfsPointer,
            ),
            (b"PK\x03\x04....", FileKind::Zip),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"\x89HDF\r\n\x1a\n", FileKind::Hdf5),
            (b"\n<!DOCTYPE html><html>", FileKind::Html),
            (
                b"alignas(16) const unsigned char g_model[] = {",
                FileKind::Text,
            ),
            ("Modèle".as_bytes(), FileKind::Text),
            (b"\x08\x07\x12\x07pytorch", FileKind::Onnx),
            (b"\x08\x01\x12\x99\x88", FileKind::SavedModel),
            (b"\x1c\0\0", FileKind::TooShort),
            (b"\x1c\0\0\0TFL2\0\0", FileKind::WrongIdentifier(*b"TFL2")),
            (&[0; 64], FileKind::WrongIdentifier([0; 4])),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes), kind, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn text_cut_inside_a_character_is_text() {
        let long = "é".repeat(TEXT_SAMPLE).into_bytes();
        assert_eq!(sniff(&long), FileKind::Text);
        assert_eq!(
            sniff(long.get(..TEXT_SAMPLE - 1).expect("shorter than the text")),
            FileKind::Text
        );
    }
}
