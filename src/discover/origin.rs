//! Origin of a file, by its path and `.gitattributes`.

use super::attributes::Attributes;
use crate::model::{Origin, RepoPath};

/// Folders of code copied from elsewhere. `testdata` is not among them: people edit it.
const VENDORED_FOLDERS: &[&str] =
    &["vendor", "node_modules", "bower_components", "third_party", "third-party", "Godeps"];

/// Folders of build output that is sometimes committed.
const GENERATED_FOLDERS: &[&str] = &["dist"];

/// Files that package managers write, and one to which a coding agent adds what it was allowed to do.
const GENERATED_NAMES: &[&str] = &[
    "go.sum",
    "go.work.sum",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "bun.lockb",
    "packages.lock.json",
    ".terraform.lock.hcl",
    "settings.local.json",
];

/// Endings of what package managers, bundlers and protocol compilers write.
const GENERATED_ENDINGS: &[&str] = &[
    ".lock",
    ".min.js",
    ".min.css",
    ".js.map",
    ".css.map",
    ".pb.go",
    ".pb.gw.go",
    "_pb2.py",
    "_pb2_grpc.py",
    ".pb.cc",
    ".pb.h",
];

/// Returns the origin that `.gitattributes` states, else that of the path.
pub(super) fn of(path: &RepoPath, attributes: &Attributes) -> Origin {
    let said = attributes.of(path);
    if said.vendored.unwrap_or_else(|| is_below_any(path, VENDORED_FOLDERS)) {
        Origin::Vendored
    } else if said.generated.unwrap_or_else(|| looks_generated(path)) {
        Origin::Generated
    } else {
        Origin::Written
    }
}

fn is_below_any(path: &RepoPath, folders: &[&str]) -> bool {
    let mut components = path.components();
    components.next_back();
    components.any(|component| folders.contains(&component))
}

fn looks_generated(path: &RepoPath) -> bool {
    let name = path.name();
    GENERATED_NAMES.contains(&name)
        || GENERATED_ENDINGS.iter().any(|ending| name.ends_with(ending))
        || is_below_any(path, GENERATED_FOLDERS)
}
