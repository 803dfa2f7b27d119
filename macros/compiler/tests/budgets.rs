//! Errors about budgets are true: the table adds up, and each remedy makes the model fit.

mod files;

use std::fs;
use std::path::{Path, PathBuf};

use files::project;
use proc_macro2::{TokenStream, TokenTree};
use tiny_model_compiler::backend;
use tiny_model_compiler::{CallSite, Choices, Float16, Input, Optimize, Schedule, compile, expand};

/// One of this number of conformance models is tried: each takes several compilations.
const EVERY: usize = 149;

/// The site of a macro call. All paths in it are absolute.
fn site() -> CallSite {
    CallSite {
        manifest_dir: None,
        source_dir: None,
        env: |_| None,
        runtime: TokenStream::new(),
    }
}

/// Options of a declaration, in order: each name with the text after it.
type Options = Vec<(String, String)>;

/// Returns a sample of the conformance models, all whole networks, an example and, if available, small
/// real models.
fn models() -> Vec<PathBuf> {
    let is_network = |path: &Path| path.to_string_lossy().contains("network");
    let data = files::models(&project("tests/models/data"))
        .into_iter()
        .enumerate();
    let sample = data.filter(|(index, path)| index % EVERY == 0 || is_network(path));
    let mut models: Vec<PathBuf> = sample.map(|(_, path)| path).collect();
    models.push(project("examples/models/fashion_mnist.tflite"));
    if let Some(zoo) = std::env::var_os("TINY_MODEL_ZOO") {
        let is_small = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() < 50_000);
        models.extend(files::models(Path::new(&zoo)).into_iter().filter(is_small));
    }
    models
}

/// Returns all choices that a model can take.
fn choices() -> impl Iterator<Item = Choices> {
    let choices = Optimize::ALL.into_iter().flat_map(|optimize| {
        Schedule::ALL.into_iter().flat_map(move |schedule| {
            Input::ALL.into_iter().map(move |input| Choices {
                optimize,
                schedule,
                input,
                ..Choices::default()
            })
        })
    });
    let kept = Choices {
        float16: Float16::Kept,
        ..Choices::default()
    };
    choices.chain([kept])
}

fn options(choices: Choices) -> Options {
    let Choices {
        optimize,
        schedule,
        input,
        float16,
        ..
    } = choices;
    [
        ("optimize", format!("= {optimize}")),
        ("schedule", format!("= {schedule}")),
        ("input", format!("= {input}")),
        ("float16", format!("= {float16}")),
    ]
    .map(|(option, value)| (option.to_owned(), value))
    .to_vec()
}

/// Returns the options after one is added or changed.
fn with(options: &Options, option: &str, value: &str) -> Options {
    let mut options = options.clone();
    options.retain(|(name, _)| name != option);
    options.push((option.to_owned(), value.to_owned()));
    options
}

/// Returns the errors on each backend, and the details of the budgets that rustc checks.
fn messages(model: &Path, options: &Options) -> [Vec<String>; 2] {
    let path = model.display().to_string();
    let options = options
        .iter()
        .map(|(name, value)| format!("{name} {value}"));
    let options: Vec<String> = options.collect();
    let source = format!("{path:?}, {}", options.join(", "));
    let tokens = expand(source.parse().expect("tokens"), &site());
    backend::ALL.map(|backend| {
        let mut texts = Vec::new();
        of_backend(tokens.clone(), backend.name(), &mut texts);
        texts
    })
}

/// Collects the texts about budgets in `::tiny_model::__private::dsp! { … }`.
fn of_backend(tokens: TokenStream, backend: &str, texts: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for window in tokens.windows(3) {
        if let [
            TokenTree::Ident(name),
            TokenTree::Punct(mark),
            TokenTree::Group(body),
        ] = window
            && name == backend
            && mark.as_char() == '!'
        {
            literals(body.stream(), texts);
        }
    }
}

fn literals(tokens: TokenStream, texts: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), texts),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse2::<syn::LitStr>(TokenTree::Literal(literal).into())
                    && text.value().contains("raise the budget")
                {
                    texts.push(text.value());
                }
            }
            _ => {}
        }
    }
}

/// Returns the options after the change that a help quotes:
/// `add `a = b, c = d`: …` or `raise the budget: `arena <= 1``.
fn remedied(options: &Options, help: &str) -> Options {
    let quoted = help.split('`').skip(1).step_by(2);
    quoted
        .flat_map(|quoted| quoted.split(", "))
        .fold(options.clone(), |options, option| {
            let (name, value) = option.split_once(' ').expect("an option");
            with(&options, name, value)
        })
}

fn number(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('−') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let digits = digits.replace(',', "");
    sign * digits
        .parse::<i64>()
        .unwrap_or_else(|_| panic!("no number: {text}"))
}

/// Returns the sum of the last column in the table below a note.
fn total(message: &str, title: &str) -> Option<i64> {
    let table = message.split(title).nth(1)?.split("\n\n").nth(1)?;
    let cells = table
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().last());
    Some(cells.map(number).sum())
}

/// Asserts that every remedy of every message makes the model fit, and that the arena's table adds up to
/// the needed bytes.
fn assert_true(model: &Path, options: &Options, needed: [u64; 2]) -> usize {
    let mut remedies = 0;
    let at = |message: &str| format!("{}, {options:?}:\n{message}", model.display());
    for (backend, messages) in messages(model, options).iter().enumerate() {
        for message in messages {
            let (notes, helps) = message.split_once("\nhelp: ").expect("a help");
            if let Some(total) = total(message, "note: the peak is at operator") {
                assert_eq!(total, needed[backend] as i64, "{}", at(message));
            }
            assert!(!notes.contains("the least"), "{}", at(message));
            // Quantization needs another file, so that remedy is not tried.
            let helps = helps.split("\nhelp: ").filter(|help| help.contains('`'));
            for help in helps {
                remedies += 1;
                let remedied = remedied(options, help);
                let left = &self::messages(model, &remedied)[backend];
                assert_eq!(left.as_slice(), [""; 0], "after {help}\n{}", at(message));
            }
        }
    }
    remedies
}

#[test]
fn remedies_of_known_budgets_help_and_tables_add_up() {
    let (mut models_tried, mut remedies) = (0, 0);
    for model in models() {
        let bytes = fs::read(&model).expect("a model");
        for choices in choices() {
            let Ok(compiled) = compile(&bytes, choices) else {
                continue;
            };
            models_tried += 1;
            let arenas = backend::ALL.map(|backend| compiled.program(backend).plan.arena as u64);
            let flash = backend::ALL.map(|backend| compiled.program(backend).flash() as u64);
            let options = options(choices);
            let smallest = *arenas.iter().min().expect("a backend");
            // Adds a budget of flash that the program keeps until its arena has to change.
            let most = flash.iter().max().expect("a backend");
            let flash_kept = with(&options, "flash", &format!("<= {most}"));
            for (budget, options) in [
                (smallest.saturating_sub(1), &options),
                (smallest / 2, &flash_kept),
            ] {
                let limited = Choices {
                    arena: Some(budget),
                    ..choices
                };
                let limited = compile(&bytes, limited).expect("it compiled before");
                let needed = backend::ALL.map(|b| limited.program(b).plan.arena as u64);
                let tight = with(options, "arena", &format!("<= {budget}"));
                remedies += assert_true(&model, &tight, needed);
            }
            let least = *flash.iter().min().expect("a backend");
            let tight = with(
                &options,
                "flash",
                &format!("<= {}", least.saturating_sub(1)),
            );
            remedies += assert_true(&model, &tight, [0; 2]);
        }
    }
    assert!(
        models_tried > 100 && remedies > models_tried,
        "{models_tried} models, {remedies} remedies"
    );
}

#[test]
fn remedies_of_constants_help() {
    for model in models().into_iter().step_by(3) {
        let bytes = fs::read(&model).expect("a model");
        let Ok(compiled) = compile(&bytes, Choices::default()) else {
            continue;
        };
        let needed = backend::ALL.map(|backend| compiled.program(backend).plan.arena as u64);
        let options = with(&options(Choices::default()), "arena", "<= board::RAM");
        let remedies = assert_true(&model, &options, needed);
        assert!(remedies >= 2, "{}", model.display());
    }
}

#[test]
fn models_on_floats_are_told_what_quantization_saves() {
    let data = |name: &str| project("tests/models/data").join(name);
    let text = |model: &Path, budget: &str| {
        let options = with(&options(Choices::default()), budget, "<= 0");
        let [dsp, _] = messages(model, &options);
        dsp.concat()
    };
    // A layer with 3x3 taps for each input and output channel, and an image with as many floats.
    let layer = data("float_conv_2d_3x3_same.tflite");
    let bytes = fs::read(&layer).expect("a model");
    let compiled = compile(&bytes, Choices::default()).expect("a model that compiles");
    let weights = compiled.graph.float_weights();
    assert!(weights.as_int8 > 0);
    assert_eq!(weights.bytes, 4 * weights.as_int8);
    let quarter = format!("{} bytes in place of {}", weights.as_int8, weights.bytes);
    let flash = text(&layer, "flash");
    assert!(flash.contains("full-integer quantization"), "{flash}");
    assert!(
        flash.contains(&format!("the float weights are then {quarter}")),
        "{flash}"
    );
    let arena = text(&layer, "arena");
    assert!(
        arena.contains("the float32 tensors in memory at this peak are then "),
        "{arena}"
    );
    let integers = text(&data("conv_2d_1x1.tflite"), "flash");
    assert!(!integers.contains("quantization"), "{integers}");
}
