//! Labels of a model's outputs: TFLite's label files, in an archive behind the model.
//!
//! Labels are optional: damaged labels, and labels that do not fit the output, are ignored.

mod archive;

use tflite_schema::{Model, label_files};

use crate::graph::{Graph, Port};
use archive::Archive;

/// The name of the metadata that assigns label files to outputs.
const METADATA: &str = "TFLITE_METADATA";

/// Most text files that are read if the metadata names none: an archive may claim to have thousands.
const MOST_TEXTS: usize = 16;

/// Gives each output the labels in the file that the metadata names. If the metadata names none, the
/// only output gets those of the only text file with as many lines as the output has channels.
pub(crate) fn find(file: &[u8], model: &Model<'_>, graph: &mut Graph) {
    let Some(archive) = Archive::new(file) else {
        return;
    };
    let metadata = model
        .metadata
        .iter()
        .find(|metadata| metadata.name == METADATA);
    let named = metadata.and_then(|metadata| label_files(metadata.data).ok());
    let named = named.unwrap_or_default();
    for (port, name) in graph.outputs.iter_mut().zip(&named) {
        let text = name.and_then(|name| archive.text(name));
        port.labels = text.and_then(|text| lines(&text, port)).unwrap_or_default();
    }
    if let ([port], true) = (
        graph.outputs.as_mut_slice(),
        named.iter().all(Option::is_none),
    ) {
        let texts = archive.names().filter(|name| name.ends_with(".txt"));
        if texts.clone().nth(MOST_TEXTS).is_some() {
            return;
        }
        let mut fitting = texts.filter_map(|name| lines(&archive.text(name)?, port));
        if let (Some(labels), None) = (fitting.next(), fitting.next()) {
            port.labels = labels;
        }
    }
}

/// Returns the lines of a text, if there are as many as the output has channels.
fn lines(text: &str, port: &Port) -> Option<Vec<String>> {
    let lines: Vec<String> = text
        .trim_end()
        .lines()
        .map(|line| line.trim().to_owned())
        .collect();
    (port.shape.last() == Some(&lines.len())).then_some(lines)
}
