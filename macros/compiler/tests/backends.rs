//! A new backend, from an empty one to its first kernel.

mod files;

use std::rc::Rc;

use files::{models as models_in, project};
use tiny_model_compiler::backend::{Backend, Kernel, Portable, Site, Template};
use tiny_model_compiler::call::{Argument, Call, Type, Value};
use tiny_model_compiler::graph::Kind;
use tiny_model_compiler::program::Program;
use tiny_model_compiler::{Compiled, Optimize, codegen, compile};

/// A backend whose only kernel is that of functions of int8 by tables.
#[derive(Debug)]
struct Tables;

/// A function of int8 by a table in words, which is copied to scratch first.
#[derive(Debug)]
struct TableInScratch {
    entries: Box<[i8; 256]>,
}

impl Backend for Tables {
    fn name(&self) -> &'static str {
        "tables"
    }

    fn kernel(&self, kind: &Kind, _optimize: Optimize) -> Option<Rc<dyn Kernel>> {
        let Kind::Map(map) = kind else {
            return None;
        };
        let entries = Box::new(*map.as_table()?);
        Some(Rc::new(TableInScratch { entries }))
    }
}

impl Kernel for TableInScratch {
    fn scratch(&self) -> usize {
        self.entries.len()
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let table = Value::array("TABLE", &[self.entries.len()], self.entries.as_slice());
        let scratch = Value::scratch(Type::Primitive("i8"), &[self.entries.len()]);
        Call::new(
            "arch::tables::lookup",
            [Argument::Flat(0).into(), scratch, table.borrowed()],
        )
    }
}

/// The functions of all operators of a model on a backend, and the bytes of its arena.
fn compiled(model: &Compiled, backend: &'static dyn Backend) -> (Vec<String>, usize) {
    let program = Program::new(&model.graph, backend, Optimize::Speed.into(), &[]);
    let functions = program.steps.iter();
    let functions = functions.map(|step| codegen::function(step, None).to_string());
    (functions.collect(), program.plan.arena)
}

/// All conformance models that compile.
fn models() -> impl Iterator<Item = Compiled> {
    let models = models_in(&project("tests/models/data"));
    models.into_iter().filter_map(|path| {
        let bytes = std::fs::read(path).expect("a model");
        compile(&bytes, Optimize::Speed).ok()
    })
}

#[test]
fn a_backend_without_kernels_takes_the_portable_ones() {
    let mut count = 0;
    for model in models() {
        assert_eq!(compiled(&model, &Template), compiled(&model, &Portable));
        count += 1;
    }
    assert!(count > 1000, "only {count} models");
}

#[test]
fn a_backend_with_one_kernel_takes_it_and_the_portable_ones() {
    let mut tables = 0;
    for model in models() {
        let (own, own_arena) = compiled(&model, &Tables);
        let (portable, arena) = compiled(&model, &Portable);
        assert!(
            own_arena >= arena,
            "{own_arena} bytes with more scratch, {arena} without"
        );
        let functions = own.iter().zip(&portable);
        for (operator, (own, portable)) in model.graph.operators.iter().zip(functions) {
            if operator.control().is_some() {
                continue;
            }
            let is_table = matches!(&operator.kind, Kind::Map(map) if map.as_table().is_some());
            assert_eq!(is_table, own.contains("tm :: arch :: tables :: lookup"));
            assert_eq!(is_table, portable.contains("tm :: op :: lookup"));
            tables += usize::from(is_table);
        }
    }
    assert!(tables > 10, "only {tables} tables");
}
