//! Packages as a user creates them, built by cargo: rebuilding, and the effects of the package's
//! folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SMALL: &str = "conv_2d_1x1.tflite";
const LARGE: &str = "add_batch_2.tflite";

/// A package in a separate folder, with one program.
struct Package {
    folder: PathBuf,
}

impl Package {
    /// Creates a package that depends on tiny-model and prints the results of `declaration`.
    fn new(name: &str, declaration: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src")).expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2021\"\n\n\
             [dependencies]\ntiny-model.path = {:?}\n\n[workspace]\n",
            root.join("runtime")
        );
        let source = format!(
            "use tiny_model::{{tiny_model, Model}};\n\n{declaration}\n\n\
             fn main() {{\n    print!(\"{{}} bytes\", Net::ARENA_BYTES);\n}}\n"
        );
        let package = Self { folder };
        package.write("Cargo.toml", manifest);
        package.write("src/main.rs", source);
        // The versions of these tests, so that nothing is downloaded.
        fs::copy(root.join("Cargo.lock"), package.folder.join("Cargo.lock")).expect("a lock file");
        package
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, content).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).expect("a file")
    }

    /// Replaces a part of a file.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let content = self.read(path);
        assert!(content.contains(from), "{path} has no {from:?}");
        self.write(path, content.replace(from, to));
    }

    /// Places a copy of a conformance model.
    fn model(&self, path: &str, model: &str) {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/data");
        self.write(path, fs::read(models.join(model)).expect("a model"));
    }

    fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages"),
            )
            .env("CARGO_TERM_COLOR", "never")
            // Cargo sets it for these tests too, because they have a build script.
            .env_remove("OUT_DIR")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo runs")
    }

    /// Returns the program's output, and whether cargo had to build it.
    fn run(&self, variables: &[(&str, &str)]) -> (String, bool) {
        let output = self.cargo(&["run", "-v"], variables);
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{messages}");
        let name = self
            .folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let is_fresh = messages.contains(&format!("Fresh {name} "));
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            !is_fresh,
        )
    }

    /// Changes the manifest's edition.
    fn of_edition(&self, edition: &str) {
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).expect("a manifest");
        self.write("Cargo.toml", manifest.replace("2021", edition));
    }

    /// Returns cargo's errors without the path of the package's folder.
    fn mistake(&self) -> String {
        let output = self.cargo(&["check", "--quiet"], &[]);
        assert!(!output.status.success(), "no mistake");
        let text = String::from_utf8_lossy(&output.stderr);
        let errors = text.find("error").map_or("", |start| &text[start..]);
        errors.replace(&self.folder.display().to_string(), "PACKAGE")
    }
}

const DECLARATION: &str = "tiny_model!(\"models/net.tflite\");";

#[test]
fn a_new_model_is_built_and_an_old_one_is_not() {
    let package = Package::new("replaced-model", DECLARATION);
    package.model("models/net.tflite", SMALL);
    let (small, _) = package.run(&[]);
    assert_eq!(package.run(&[]), (small.clone(), false));

    package.model("models/net.tflite", LARGE);
    let (large, built) = package.run(&[]);
    assert!(built);
    assert_ne!(small, large);
    assert_eq!(package.run(&[]), (large, false));
}

#[test]
fn a_model_that_was_missing_or_broken_is_seen_when_it_comes() {
    let package = Package::new("repaired-model", DECLARATION);
    assert!(
        package
            .mistake()
            .starts_with("error: cannot find the model file `models/net.tflite`\n")
    );
    package.write("models/net.tflite", "");
    assert!(
        package
            .mistake()
            .starts_with("error: `models/net.tflite` is an empty file")
    );
    package.model("models/net.tflite", SMALL);
    let (_, built) = package.run(&[]);
    assert!(built);
}

#[test]
fn another_value_of_a_variable_in_the_path_is_seen() {
    let declaration = "tiny_model!(concat!(env!(\"NET_FOLDER\"), \"/net.tflite\"));";
    let package = Package::new("variable-in-path", declaration);
    package.model("small/net.tflite", SMALL);
    package.model("large/net.tflite", LARGE);
    let (small, _) = package.run(&[("NET_FOLDER", "small")]);
    let (large, built) = package.run(&[("NET_FOLDER", "large")]);
    assert!(built);
    assert_ne!(small, large);
}

#[test]
fn the_path_may_start_from_the_source_file() {
    let package = Package::new("beside-the-source", DECLARATION);
    package.model("src/models/net.tflite", SMALL);
    package.run(&[]);
}

#[test]
fn a_path_that_is_two_files_is_ambiguous() {
    let package = Package::new("two-files", DECLARATION);
    package.model("models/net.tflite", SMALL);
    package.model("src/models/net.tflite", SMALL);
    assert!(package.mistake().starts_with(
        "error: `models/net.tflite` names two files: one in the package, another beside the source file
       
       note: PACKAGE/models/net.tflite
             PACKAGE/src/models/net.tflite"
    ));
}

#[test]
fn a_renamed_dependency_is_found() {
    let package = Package::new("renamed-dependency", DECLARATION);
    package.model("models/net.tflite", SMALL);
    package.edit(
        "Cargo.toml",
        "tiny-model.path",
        "tm.package = \"tiny-model\"\ntm.path",
    );
    package.edit("src/main.rs", "tiny_model::", "tm::");
    let budget = DECLARATION.replace(
        ");",
        ", arena <= SIZE, flash <= 9 * SIZE);\nconst SIZE: usize = 1024;",
    );
    package.edit("src/main.rs", DECLARATION, &budget);
    package.run(&[]);
}

#[test]
fn a_macro_that_another_crate_exports_is_found() {
    let package = Package::new("exported-again", DECLARATION);
    package.model("models/net.tflite", SMALL);
    package.write(
        "board/Cargo.toml",
        package
            .read("Cargo.toml")
            .replace("exported-again", "board")
            .replace("[workspace]", ""),
    );
    package.write(
        "board/src/lib.rs",
        "pub use tiny_model;\npub use tiny_model::tiny_model as model;\n",
    );
    let manifest = package.read("Cargo.toml");
    let dependency = manifest
        .lines()
        .find(|line| line.starts_with("tiny-model"))
        .expect("a dependency");
    package.edit("Cargo.toml", dependency, "board.path = \"board\"");
    package.edit(
        "src/main.rs",
        "use tiny_model::{tiny_model, Model};",
        "use board::tiny_model::Model;",
    );
    package.edit(
        "src/main.rs",
        DECLARATION,
        &format!("board::{}", DECLARATION.replace("tiny_model!", "model!")),
    );
    package.run(&[]);
}

#[test]
fn a_missing_file_is_explained() {
    let package = Package::new("missing-file", DECLARATION);
    package.model("models/nets.tflite", SMALL);
    package.model("old/keyword.tflite", SMALL);
    let expected = "\
error: cannot find the model file `models/net.tflite`
       
       note: looked at PACKAGE/models/net.tflite
                and at PACKAGE/src/models/net.tflite
       help: did you mean \"models/nets.tflite\"?
       note: model files of this package:
               models/nets.tflite
               old/keyword.tflite
 --> src/main.rs:3:13
  |
3 | tiny_model!(\"models/net.tflite\");
  |             ^^^^^^^^^^^^^^^^^^^
";
    let text = package.mistake();
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(
        text.matches("error: ").count(),
        2,
        "one, and cargo's own: {text}"
    );
}

#[test]
fn out_dir_needs_a_build_script() {
    let declaration = "tiny_model!(concat!(env!(\"OUT_DIR\"), \"/net.tflite\"));";
    let text = Package::new("no-build-script", declaration).mistake();
    let expected = "error: the environment variable `OUT_DIR` is not set
       
       help: cargo sets it only for packages with a build script: add a `build.rs`
";
    assert!(text.starts_with(expected), "{text}");
}

/// Some names of one edition are keywords in another. The expansion of a macro belongs to the
/// caller's edition.
#[test]
fn names_are_names_in_every_edition() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/named/hostile_names.tflite");
    for edition in ["2018", "2021", "2024"] {
        let package = Package::new(&format!("edition-{edition}"), DECLARATION);
        package.of_edition(edition);
        package.write("models/net.tflite", fs::read(&model).expect("a model"));
        package.run(&[]);
    }
}
