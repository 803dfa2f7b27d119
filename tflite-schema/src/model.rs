//! `Model`: the root of the file.

use crate::error::{Element, Problem, ReadError, What};
use crate::sniff::{FileKind, sniff};
use crate::source::{Source, error};
use crate::subgraph::Surroundings;
use crate::table::Table;
use crate::{Buffer, Metadata, OperatorCode, Signature, Subgraph};

/// The only existing version of the schema.
const SCHEMA_VERSION: u32 = 3;

/// A view of the schema's `Model`, with every index verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<'a> {
    /// `Model.description`, empty where absent.
    pub description: &'a str,
    /// `Model.operator_codes`.
    pub operator_codes: Vec<OperatorCode<'a>>,
    /// `Model.subgraphs`, at least one; the first is the model's entry.
    pub subgraphs: Vec<Subgraph<'a>>,
    /// `Model.buffers`; the first stands for "no constant data".
    pub buffers: Vec<Buffer<'a>>,
    /// `Model.metadata`.
    pub metadata: Vec<Metadata<'a>>,
    /// `Model.signature_defs`.
    pub signatures: Vec<Signature<'a>>,
}

impl<'a> Model<'a> {
    /// Reads a `.tflite` file.
    ///
    /// # Errors
    /// Returns the first error, in the order identifier, operator codes, buffers, subgraphs (the tensors of
    /// each, then its operators), metadata, signatures. See [`Problem`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let source = Source::new(bytes);
        let root_what = What {
            table: "Model",
            field: "",
        };
        match sniff(bytes) {
            FileKind::TfLite => {}
            kind => return Err(error(0, root_what, Problem::NotAModel(kind))),
        }
        let root = Table::read(&source, "Model", source.follow(0, root_what)?)?;
        let version = root.field(0, "version")?;
        match version.or(0)? {
            SCHEMA_VERSION => {}
            other => return Err(version.error(Problem::SchemaVersion(other))),
        }
        let operator_codes = root.field(1, "operator_codes")?.tables(
            "OperatorCode",
            Element::OperatorCode,
            |_, table| OperatorCode::read(table),
        )?;
        let buffers = root
            .field(4, "buffers")?
            .tables("Buffer", Element::Buffer, |_, table| Buffer::read(table))?;
        let subgraphs = subgraphs(&root, &operator_codes, &buffers)?;
        let metadata =
            root.field(6, "metadata")?
                .tables("Metadata", Element::Metadata, |_, table| {
                    Metadata::read(table, &buffers)
                })?;
        let signatures = root.field(7, "signature_defs")?.tables(
            "SignatureDef",
            Element::Signature,
            |index, table| Signature::read(index, table, &subgraphs),
        )?;
        let description = root.field(3, "description")?.string()?;
        Ok(Self {
            description,
            operator_codes,
            subgraphs,
            buffers,
            metadata,
            signatures,
        })
    }
}

fn subgraphs<'a>(
    root: &Table<'a, '_>,
    codes: &[OperatorCode<'a>],
    buffers: &[Buffer<'a>],
) -> Result<Vec<Subgraph<'a>>, ReadError> {
    let field = root.field(2, "subgraphs")?;
    let count = field.table_count()?;
    if count == 0 {
        return Err(field.error(Problem::Missing));
    }
    let surroundings = Surroundings {
        codes,
        buffers,
        subgraphs: count,
    };
    field.tables("SubGraph", Element::Subgraph, |index, table| {
        Subgraph::read(index, table, &surroundings)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_builder::*;

    fn problem_of(bytes: &[u8]) -> Problem {
        Model::read(bytes).unwrap_err().problem
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(problem_of(b""), Problem::NotAModel(FileKind::Empty));
        assert_eq!(
            problem_of(b"version https://git-lfs.github.com/spec/v1"),
            Problem::NotAModel(FileKind::GitLfsPointer)
        );
    }

    #[test]
    fn version_and_subgraphs_are_needed() {
        assert_eq!(problem_of(&file(&vec![])), Problem::SchemaVersion(0));
        assert_eq!(
            problem_of(&file(&vec![(0, Int(4))])),
            Problem::SchemaVersion(4)
        );
        assert_eq!(problem_of(&model(vec![])), Problem::Missing);
        assert_eq!(
            problem_of(&model(vec![(2, Tables(vec![]))])),
            Problem::Missing
        );
    }

    #[test]
    fn metadata_and_signatures_are_resolved() {
        let bytes = |buffer, tensor| {
            let maps = vec![vec![(0, Str("image")), (1, Int(tensor))]];
            model(vec![
                (2, Tables(vec![vec![(0, Tables(vec![vec![]]))]])),
                (4, Tables(vec![vec![(0, Bytes(b"2.3".to_vec()))]])),
                (
                    6,
                    Tables(vec![vec![
                        (0, Str("min_runtime_version")),
                        (1, Int(buffer)),
                    ]]),
                ),
                (7, Tables(vec![vec![(0, Tables(maps)), (2, Str("serve"))]])),
            ])
        };
        let good = bytes(0, 0);
        let model = Model::read(&good).unwrap();
        assert_eq!(
            model.metadata,
            [Metadata {
                name: "min_runtime_version",
                data: b"2.3"
            }]
        );
        assert_eq!(
            (model.signatures[0].key, model.signatures[0].inputs[0].name),
            ("serve", "image")
        );
        for (bytes, element) in [
            (bytes(1, 0), Element::Metadata(0)),
            (bytes(0, 1), Element::Signature(0)),
        ] {
            let error = Model::read(&bytes).unwrap_err();
            assert_eq!(
                (error.problem, error.element),
                (Problem::IndexOutOfRange { index: 1, count: 1 }, element)
            );
        }
    }
}
