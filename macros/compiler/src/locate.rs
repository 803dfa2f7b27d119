//! From the path that the user wrote to the bytes of the file.

mod candidates;

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use crate::call_site::CallSite;
use crate::diagnostics::{Message, file as text};
use crate::syntax::ModelPath;

/// A model file.
#[derive(Debug, Clone)]
pub struct ModelFile {
    /// The file's path; absolute if the [`CallSite`]'s folders are.
    pub path: PathBuf,
    /// The path for messages, as the user wrote it.
    pub shown: String,
    /// The environment variables in the path.
    pub env_vars: Vec<String>,
    /// The file's contents.
    pub bytes: Vec<u8>,
}

impl CallSite {
    /// Returns the folders that a relative path may start from, in the order of preference.
    ///
    /// The package's folder comes first: it is the only one that every tool knows.
    fn roots(&self) -> Vec<&Path> {
        self.manifest_dir
            .iter()
            .chain(&self.source_dir)
            .map(PathBuf::as_path)
            .collect()
    }
}

/// Finds and reads a model file.
///
/// # Errors
/// The file is missing in all places, is not a file, or cannot be read.
pub fn read(path: &ModelPath, site: &CallSite) -> Result<ModelFile, Message> {
    let places = places(&path.value, site);
    let found = match places
        .iter()
        .filter(|place| place.exists())
        .collect::<Vec<_>>()[..]
    {
        [] => return Err(missing(path, &places, site)),
        [first, second] if !is_same(first, second) => {
            return Err(text::ambiguous(&path.shown, first, second));
        }
        [found, ..] => found,
    };
    if found.is_dir() {
        return Err(text::directory(&path.shown, &candidates::in_folder(found)));
    }
    if !found.is_file() {
        return Err(text::not_a_file(&path.shown));
    }
    let bytes =
        std::fs::read(found).map_err(|error| text::unreadable(&path.shown, found, &error))?;
    Ok(ModelFile {
        path: found.clone(),
        shown: path.shown.clone(),
        env_vars: path.env_vars.clone(),
        bytes,
    })
}

/// Returns items that make cargo rebuild when the file or a variable in its path changes.
///
/// The file is included in a function that is never called, so it becomes part of neither the crate nor
/// its metadata.
pub fn tracking(file: &ModelFile) -> TokenStream {
    let path = file.path.to_string_lossy();
    let variables = &file.env_vars;
    quote! {
        const _: () = {
            fn _track() {
                let _ = ::core::include_bytes!(#path);
                #(let _ = ::core::env!(#variables);)*
            }
        };
    }
}

/// Returns the possible paths of the file. An absolute path has one.
fn places(path: &str, site: &CallSite) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = site.roots().iter().map(|root| root.join(path)).collect();
    if places.is_empty() {
        places.push(PathBuf::from(path));
    }
    places.dedup();
    places
}

fn is_same(first: &Path, second: &Path) -> bool {
    match (first.canonicalize(), second.canonicalize()) {
        (Ok(first), Ok(second)) => first == second,
        _ => false,
    }
}

fn missing(path: &ModelPath, places: &[PathBuf], site: &CallSite) -> Message {
    text::missing(
        &path.shown,
        &path.value,
        places,
        &candidates::near(&path.value, site),
    )
}

#[cfg(test)]
mod tests;
