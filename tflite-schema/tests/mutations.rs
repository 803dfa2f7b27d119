//! Damaged models give an error or a model whose every index can be followed, never a panic, and never more data
//! than the file's size allows.

use proptest::prelude::*;
use proptest::sample::Index;
use tflite_schema::{Model, Subgraph};

const MODELS: [&[u8]; 2] = [
    include_bytes!("data/conv_dense_int8.tflite"),
    include_bytes!("data/counter_signatures.tflite"),
];

/// One kind of damage; positions are relative to the file's size.
#[derive(Clone, Debug)]
enum Damage {
    FlipBit(Index, u8),
    SetByte(Index, u8),
    /// Four aligned bytes, where offsets, lengths and most scalars are.
    SetWord(Index, u32),
    /// Four aligned bytes are replaced by others, so that offsets and lengths point at valid data of another kind.
    CopyWord(Index, Index),
    SwapWords(Index, Index),
    Truncate(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 0..8u8).prop_map(|(at, bit)| Damage::FlipBit(at, bit)),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::SetByte(at, byte)),
        2 => (at(), prop_oneof![any::<u32>(), 0..64u32, Just(u32::MAX), Just(1 << 31)])
            .prop_map(|(at, word)| Damage::SetWord(at, word)),
        2 => (at(), at()).prop_map(|(from, to)| Damage::CopyWord(from, to)),
        2 => (at(), at()).prop_map(|(a, b)| Damage::SwapWords(a, b)),
        1 => at().prop_map(Damage::Truncate),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let words = bytes.len() / 4;
    if words == 0 {
        return;
    }
    let word = |at: &Index| 4 * at.index(words);
    match damage {
        Damage::FlipBit(at, bit) => {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        Damage::SetByte(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Damage::SetWord(at, value) => bytes[word(at)..][..4].copy_from_slice(&value.to_le_bytes()),
        Damage::CopyWord(from, to) => bytes.copy_within(word(from)..word(from) + 4, word(to)),
        Damage::SwapWords(a, b) => {
            (0..4).for_each(|byte| bytes.swap(word(a) + byte, word(b) + byte))
        }
        Damage::Truncate(at) => bytes.truncate(at.index(bytes.len())),
    }
}

/// Follows every index of the model; returns the number of values.
fn walk(model: &Model<'_>) -> usize {
    let subgraphs: usize = model
        .subgraphs
        .iter()
        .map(|subgraph| walk_subgraph(model, subgraph))
        .sum();
    let signatures = model.signatures.iter().map(|signature| {
        let tensors = &model.subgraphs[signature.subgraph].tensors;
        signature
            .inputs
            .iter()
            .chain(&signature.outputs)
            .map(|named| tensors[named.tensor].name.len())
            .sum::<usize>()
    });
    subgraphs
        + signatures.sum::<usize>()
        + model.buffers.len()
        + model.metadata.len()
        + model.operator_codes.len()
}

fn walk_subgraph(model: &Model<'_>, subgraph: &Subgraph<'_>) -> usize {
    let mut values = subgraph.inputs.len() + subgraph.outputs.len();
    for tensor in &subgraph.tensors {
        if let Some(data) = tensor.data {
            assert_eq!(data, model.buffers[tensor.buffer].data);
            assert!(tensor.is_sparse || tensor.byte_size().is_none_or(|size| size == data.len()));
        }
        values += 1 + tensor.shape.len() + tensor.shape_signature.len() + tensor.name.len();
        values += tensor
            .quantization
            .as_ref()
            .map_or(0, |quantization| 2 * quantization.scale.len());
        assert!(
            tensor
                .quantization
                .as_ref()
                .is_none_or(|q| q.scale.len() == q.zero_point.len())
        );
    }
    for operator in &subgraph.operators {
        let tensors = operator
            .inputs
            .iter()
            .chain(&operator.intermediates)
            .flatten()
            .chain(&operator.outputs);
        values += 1 + tensors
            .map(|&tensor| subgraph.tensors[tensor].name.len().min(1))
            .sum::<usize>();
        values += operator.inputs.len() + operator.intermediates.len();
        for index in operator.options.subgraphs().into_iter().flatten() {
            assert!(usize::try_from(index).is_ok_and(|index| index < model.subgraphs.len()));
        }
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_models_are_errors_or_sound(
        model in prop::sample::select(&MODELS[..]),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let mut bytes = model.to_vec();
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        match Model::read(&bytes) {
            Ok(model) => prop_assert!(walk(&model) <= 4 * bytes.len() + 4096),
            Err(error) => {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_behind_the_identifier_are_errors_or_sound(mut bytes in prop::collection::vec(any::<u8>(), 8..512)) {
        bytes[4..8].copy_from_slice(b"TFL3");
        if let Ok(model) = Model::read(&bytes) {
            walk(&model);
        }
    }
}

#[test]
fn every_truncation_is_an_error_or_sound() {
    for model in MODELS {
        for len in 0..model.len() {
            if let Ok(model) = Model::read(&model[..len]) {
                walk(&model);
            }
        }
    }
}
