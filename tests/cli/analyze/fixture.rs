//! The fixture is a repository that people could have written.

use std::fs;
use std::path::Path;

use crate::harness::orders_service;

fn go_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            go_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "go") {
            found.push(path);
        }
    }
}

#[test]
fn its_go_files_parse() {
    let mut files = Vec::new();
    go_files(&orders_service(), &mut files);
    assert!(files.len() > 25, "{}", files.len());
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_go::LANGUAGE.into()).unwrap();
    for file in files {
        let tree = parser.parse(fs::read(&file).unwrap(), None).unwrap();
        assert!(!tree.root_node().has_error(), "{}", file.display());
    }
}
