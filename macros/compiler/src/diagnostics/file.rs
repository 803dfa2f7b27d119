//! Model files that are missing, unreadable or malformed.

use std::io;
use std::path::{Path, PathBuf};

use tflite_schema::{FileKind, Problem, ReadError};

use super::{Message, closest, thousands};

/// Most model files listed in a message.
const LISTED: usize = 8;

/// The file does not exist. `candidates` are model files that exist.
pub fn missing(shown: &str, path: &str, places: &[PathBuf], candidates: &[String]) -> Message {
    let message = Message::new(format!("cannot find the model file `{shown}`"));
    let places: Vec<String> = places
        .iter()
        .map(|place| place.display().to_string())
        .collect();
    let message = message.note(format!("looked at {}", places.join("\n   and at ")));
    let message = match meant(path, candidates) {
        Some(meant) => message.help(format!("did you mean \"{meant}\"?")),
        None => message,
    };
    listed(message, "model files of this package", candidates)
}

/// A relative path names a file in the package and another beside the source file.
pub fn ambiguous(shown: &str, package: &Path, source: &Path) -> Message {
    Message::new(format!(
        "`{shown}` names two files: one in the package, another beside the source file"
    ))
    .note(format!("{}\n{}", package.display(), source.display()))
    .help("remove one, or write the path so that only one of the folders has it")
}

/// The path is a folder that contains these model files.
pub fn directory(shown: &str, models: &[String]) -> Message {
    listed(
        Message::new(format!("`{shown}` is a directory, not a model file")),
        "model files in it",
        models,
    )
}

/// The path is a device, a socket or a pipe.
pub fn not_a_file(shown: &str) -> Message {
    Message::new(format!("`{shown}` is neither a file nor a directory"))
}

/// The operating system cannot read the file.
pub fn unreadable(shown: &str, path: &Path, error: &io::Error) -> Message {
    Message::new(format!("cannot read the model file `{shown}`: {error}"))
        .note(format!("the file is {}", path.display()))
}

/// The file is not a model, or it is damaged.
pub fn malformed(shown: &str, bytes: &[u8], error: &ReadError) -> Message {
    let size = format!("{} bytes", thousands(bytes.len() as u64));
    if let Problem::NotAModel(kind) = &error.problem {
        return not_a_model(shown, *kind, &size);
    }
    let message = Message::new(format!(
        "`{shown}` is not a valid TensorFlow Lite model: {error}"
    ))
    .note(format!("the file has {size}"));
    message.help(match &error.problem {
        Problem::OutOfBounds { .. } => {
            "the file is truncated or damaged: compare its size with the original's, and copy or export it again"
        }
        Problem::NegativeDimension { size: -1, .. } => {
            "a dimension of -1 is open until run time: give the model's inputs fixed shapes and convert it again"
        }
        Problem::ExternalFile => "export the model as a single file, with its constants in it",
        Problem::SchemaVersion(_) => "export the model again with a current TensorFlow",
        _ => {
            "export the model again; if TensorFlow Lite's own interpreter reads this file, tiny_model has a bug: \
             please report it with the file"
        }
    })
}

fn not_a_model(shown: &str, kind: FileKind, size: &str) -> Message {
    const CONVERT: &str = "give the .tflite file that `tf.lite.TFLiteConverter` makes from it";
    if let FileKind::WrongIdentifier(identifier) = kind {
        let identifier = identifier.escape_ascii();
        return Message::new(format!("`{shown}` is not a TensorFlow Lite model ({size})"))
            .note(format!(
                "bytes 4 to 7 are \"{identifier}\", those of a model are \"TFL3\""
            ))
            .help("check that this is the file that the converter wrote");
    }
    Message::new(format!(
        "`{shown}` is {kind}, not a TensorFlow Lite model ({size})"
    ))
    .help(match kind {
        FileKind::Empty | FileKind::TooShort => {
            "export or copy the model again; the file was cut short"
        }
        FileKind::GitLfsPointer => "run `git lfs pull`",
        FileKind::Zip => {
            "if it is a Keras model, convert it with `tf.lite.TFLiteConverter`; otherwise unpack it"
        }
        FileKind::Gzip => "unpack it: `gunzip`",
        FileKind::Html => {
            "download the file itself: on a code host, by the page's \"raw\" or \"download\" link"
        }
        FileKind::Text => {
            "if it is a C array of a model, give the .tflite file that it was made from"
        }
        FileKind::Onnx => "convert it to TensorFlow Lite, for example with `onnx2tf`",
        FileKind::Hdf5 | FileKind::SavedModel => CONVERT,
        _ => "check that this is the file that the converter wrote",
    })
}

/// Returns the candidate whose file name `path` is a typo of; the one in the most similar folder if
/// there are several.
fn meant<'a>(path: &str, candidates: &'a [String]) -> Option<&'a str> {
    let stem = closest(
        stem(path),
        candidates.iter().map(|candidate| stem(candidate)),
    )?;
    let same = candidates
        .iter()
        .map(String::as_str)
        .filter(|candidate| self::stem(candidate) == stem);
    same.max_by(|a, b| strsim::jaro(a, path).total_cmp(&strsim::jaro(b, path)))
}

fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".tflite").unwrap_or(file)
}

fn listed(message: Message, title: &str, files: &[String]) -> Message {
    if files.is_empty() {
        return message;
    }
    let mut lines = vec![format!("{title}:")];
    lines.extend(files.iter().take(LISTED).map(|file| format!("  {file}")));
    if files.len() > LISTED {
        lines.push(format!("  … and {} more", files.len() - LISTED));
    }
    message.note(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_what_was_meant_then_the_folder() {
        let candidates =
            ["models/sww.tflite", "models/vww.tflite", "old/vww.tflite"].map(str::to_owned);
        assert_eq!(
            meant("models/vvw.tflite", &candidates),
            Some("models/vww.tflite")
        );
        assert_eq!(meant("vww", &candidates), Some("old/vww.tflite"));
        assert_eq!(
            meant("models\\sww.tflite", &candidates),
            Some("models/sww.tflite")
        );
        assert_eq!(meant("models/resnet.tflite", &candidates), None);
    }

    #[test]
    fn long_lists_are_cut() {
        let files: Vec<String> = (0..10).map(|index| format!("{index}.tflite")).collect();
        let text = directory("models", &files).to_string();
        assert!(
            text.contains("\n        7.tflite\n        … and 2 more"),
            "{text}"
        );
    }

    #[test]
    fn every_kind_of_file_is_named_and_has_a_way_out() {
        for (bytes, kind) in [
            (&b"\x08\x07\x12\x07pytorch"[..], "an ONNX model"),
            (b"\x08\x01\x12\x99\x88", "a TensorFlow SavedModel"),
            (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
        ] {
            let error = tflite_schema::Model::read(bytes).expect_err("no model");
            let text = malformed("net.tflite", bytes, &error).to_string();
            let headline = format!("`net.tflite` is {kind}, not a TensorFlow Lite model (");
            assert!(
                text.starts_with(&headline) && text.contains("\nhelp: "),
                "{text}"
            );
        }
    }

    #[test]
    fn the_operating_systems_reason_is_passed_on() {
        let error = io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let text = unreadable("net.tflite", Path::new("/package/net.tflite"), &error).to_string();
        let expected = "cannot read the model file `net.tflite`: permission denied\n\nnote: the file is /package/net.tflite";
        assert_eq!(text, expected);
    }
}
