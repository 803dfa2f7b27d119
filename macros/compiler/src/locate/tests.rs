use std::fs;

use quote::quote;
use tempfile::TempDir;

use super::*;
use crate::syntax;

/// A package with a source folder; each entry of `files` is a model in the package.
struct Package(TempDir);

impl Package {
    fn new(files: &[&str]) -> Self {
        let package = Self(tempfile::tempdir().expect("a temporary folder"));
        for file in files.iter().chain(&["src/lib.rs"]) {
            let path = package.0.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, file).expect("files");
        }
        package
    }

    fn site(&self) -> CallSite {
        let root = self.0.path();
        CallSite {
            manifest_dir: Some(root.into()),
            source_dir: Some(root.join("src")),
            env: |_| None,
            runtime: quote!(::tiny_model),
        }
    }

    /// Returns the contents, or the message without the package's folder.
    fn read(&self, path: &str) -> Result<String, String> {
        let site = self.site();
        let declaration = syntax::parse(quote!(struct Net = #path;), &site)
            .unwrap_or_else(|report| panic!("{:?}", report.headlines()));
        match read(&declaration.path, &site) {
            Ok(file) => Ok(String::from_utf8(file.bytes).expect("a name")),
            Err(message) => Err(message
                .to_string()
                .replace(&self.0.path().display().to_string(), "PACKAGE")),
        }
    }
}

#[test]
fn the_package_comes_first_then_the_source_file() {
    let package = Package::new(&["models/a.tflite", "src/b.tflite"]);
    assert_eq!(
        package.read("models/a.tflite"),
        Ok("models/a.tflite".to_owned())
    );
    assert_eq!(package.read("b.tflite"), Ok("src/b.tflite".to_owned()));
    assert_eq!(
        package.read("../models/a.tflite"),
        Ok("models/a.tflite".to_owned())
    );
    let absolute = package.0.path().join("src/b.tflite");
    assert_eq!(
        package.read(&absolute.display().to_string()),
        Ok("src/b.tflite".to_owned())
    );
}

#[test]
fn two_files_are_ambiguous() {
    let package = Package::new(&["a.tflite", "src/a.tflite"]);
    let text = package.read("a.tflite").expect_err("two files");
    assert!(
        text.contains("\nnote: PACKAGE/a.tflite\n      PACKAGE/src/a.tflite\n"),
        "{text}"
    );
}

#[test]
fn a_missing_file_names_places_and_candidates() {
    let package = Package::new(&[
        "models/sww.tflite",
        "models/vww.tflite",
        "target/x.tflite",
        ".git/x.tflite",
        "src/near.tflite",
    ]);
    let text = package.read("models/vvw.tflite").expect_err("no file");
    let expected = "cannot find the model file `models/vvw.tflite`

note: looked at PACKAGE/models/vvw.tflite
         and at PACKAGE/src/models/vvw.tflite
help: did you mean \"models/vww.tflite\"?
note: model files of this package:
        models/sww.tflite
        models/vww.tflite
        src/near.tflite";
    assert_eq!(text, expected);
}

#[test]
fn files_outside_of_the_package_are_candidates_where_the_path_points() {
    let package = Package::new(&["vww.tflite", "package/src/lib.rs"]);
    let site = CallSite {
        manifest_dir: Some(package.0.path().join("package")),
        ..package.site()
    };
    assert_eq!(candidates::near("../vvw.tflite", &site), ["../vww.tflite"]);
}

#[test]
fn a_directory_is_no_model() {
    let package = Package::new(&["models/a.tflite"]);
    let text = package.read("models").expect_err("a folder");
    assert_eq!(
        text,
        "`models` is a directory, not a model file\n\nnote: model files in it:\n        a.tflite"
    );
}

#[test]
#[cfg(unix)]
fn a_device_is_not_read() {
    let text = Package::new(&[]).read("/dev/zero").expect_err("a device");
    assert_eq!(text, "`/dev/zero` is neither a file nor a directory");
}

#[test]
fn tracking_includes_the_file_in_a_function() {
    let file = ModelFile {
        path: "/package/a.tflite".into(),
        shown: "$OUT_DIR/a.tflite".to_owned(),
        env_vars: vec!["OUT_DIR".to_owned()],
        bytes: Vec::new(),
    };
    let expected = quote! {
        const _: () = {
            fn _track() {
                let _ = ::core::include_bytes!("/package/a.tflite");
                let _ = ::core::env!("OUT_DIR");
            }
        };
    };
    assert_eq!(tracking(&file).to_string(), expected.to_string());
}
