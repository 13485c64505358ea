//! Order: the files of one room, and those of one folder within a room, import each other in one
//! direction only.
//!
//! What stands in a `mod.rs` may be used by the files that it declares; what it re-exports counts as
//! imported from the file that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::source::{code, components, is_test, sources};

/// Folders whose files still import each other in circles, and how to open the circle. Whoever opens
/// one takes it off this list.
const CIRCLES: [(&str, &str); 1] =
    [("worktree", "the executor's files share `Home` and `journal`; its redesign will order them")];

/// Path of a module below the crate, or of an item in one.
type ModulePath = Vec<String>;

/// The modules with what each imports. Tests and the crate's root are left out.
struct Modules(BTreeMap<ModulePath, Vec<String>>);

impl Modules {
    fn read() -> Self {
        let mut modules = BTreeMap::new();
        for file in sources().into_iter().filter(|file| !is_test(file)) {
            let mut path = components(&file);
            if path.last().is_some_and(|last| last == "mod") {
                path.pop();
            }
            modules.insert(path, imports(&code(&fs::read_to_string(&file).unwrap())));
        }
        Self(modules)
    }

    /// Resolves a path written in `module` to one below the crate, if it leads into the crate.
    fn absolute(&self, module: &[String], written: &str) -> Option<ModulePath> {
        let mut base = module.to_vec();
        let mut parts = written.split("::").map(str::trim).peekable();
        match *parts.peek()? {
            "crate" => base.clear(),
            "super" | "self" => {}
            child => {
                let child = [module, &[child.to_owned()]].concat();
                return self.0.contains_key(&child).then(|| join(module, parts));
            }
        }
        while let Some("crate" | "super" | "self") = parts.peek().copied() {
            if parts.next() == Some("super") {
                base.pop();
            }
        }
        Some(join(&base, parts))
    }

    /// Returns the module that holds the item at `path`, which others may re-export.
    fn holder(&self, mut path: ModulePath) -> ModulePath {
        loop {
            let depth = (0..path.len()).take_while(|&at| self.0.contains_key(&path[..=at])).count();
            let (module, item) = path.split_at(depth);
            let Some((item, rest)) = item.split_first() else { return path };
            let Some(imports) = self.0.get(module) else { return module.to_vec() };
            let source = imports
                .iter()
                .filter(|import| import.rsplit("::").next() == Some(item))
                .filter_map(|import| self.absolute(module, import))
                .find(|source| source.starts_with(module) && source.len() > module.len() + 1);
            match source {
                Some(source) => path = join(&source, rest.iter().map(String::as_str)),
                None => return module.to_vec(),
            }
        }
    }

    /// Finds, for each folder, which of its files and folders import which others.
    fn edges(&self) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
        let mut edges: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (module, imports) in &self.0 {
            for import in imports {
                let Some(path) = self.absolute(module, import) else { continue };
                let holder = self.holder(path);
                let shared = module.iter().zip(&holder).take_while(|(a, b)| a == b).count();
                if let (true, Some(from), Some(to)) =
                    (shared > 0, module.get(shared), holder.get(shared))
                {
                    let folder = edges.entry(module[..shared].join("::")).or_default();
                    folder.entry(from.clone()).or_default().insert(to.clone());
                }
            }
        }
        edges
    }
}

fn join<'a>(base: &[String], rest: impl Iterator<Item = &'a str>) -> ModulePath {
    base.iter().cloned().chain(rest.map(str::to_owned)).collect()
}

/// Collects the paths that code imports: those of `use`, and those written out with `crate::`,
/// `super::` or `self::`.
fn imports(code: &str) -> Vec<String> {
    let mut imports = Vec::new();
    let mut rest = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let is_use = |(before, _): &(&str, &str)| {
            matches!(before.trim(), "" | "pub" | "pub(super)" | "pub(crate)")
        };
        let Some((_, tree)) = line.split_once("use ").filter(is_use) else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            let Some(line) = lines.next() else { break };
            tree.push_str(line.trim());
        }
        imports.extend(expanded(tree.trim_end_matches(';')));
    }
    let words = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let is_path =
        |word: &&str| ["crate::", "super::", "self::"].iter().any(|p| word.starts_with(p));
    imports.extend(words.filter(is_path).map(|word| word.trim_end_matches(':').to_owned()));
    imports
}

/// Writes out the braces of a use tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((head, list)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree).trim();
        let path = path.strip_suffix("::self").unwrap_or(path);
        return if path.is_empty() { Vec::new() } else { vec![path.to_owned()] };
    };
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let mut depth = 0;
    let items = list.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let items = items.map(str::trim).filter(|item| !item.is_empty());
    items.flat_map(|item| expanded(&format!("{head}{item}"))).collect()
}

/// Returns the members of circles, with those that lie on a path between two circles.
fn circle(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&String> {
    let mut left: BTreeSet<&String> = imports.keys().chain(imports.values().flatten()).collect();
    loop {
        let imports_some = |of: &String| {
            imports.get(of).is_some_and(|imported| imported.iter().any(|it| left.contains(it)))
        };
        let is_imported = |it: &String| {
            left.iter().any(|of| imports.get(*of).is_some_and(|imported| imported.contains(it)))
        };
        let kept: BTreeSet<&String> =
            left.iter().copied().filter(|it| imports_some(it) && is_imported(it)).collect();
        if kept.len() == left.len() {
            return left;
        }
        left = kept;
    }
}

#[test]
fn the_files_of_a_folder_import_each_other_in_one_direction() {
    let edges = Modules::read().edges();
    let circles: BTreeMap<&str, BTreeSet<&String>> = edges
        .iter()
        .map(|(folder, imports)| (folder.as_str(), circle(imports)))
        .filter(|(_, circle)| !circle.is_empty())
        .collect();
    let known = CIRCLES.map(|(folder, _)| folder);
    let new: Vec<_> = circles.iter().filter(|(folder, _)| !known.contains(folder)).collect();
    assert!(new.is_empty(), "files that import each other in a circle: {new:#?}");
    let opened: Vec<_> = known.iter().filter(|folder| !circles.contains_key(**folder)).collect();
    assert!(opened.is_empty(), "no circle any more, take it off the list: {opened:?}");
}

#[test]
fn imports_are_found_in_use_trees_and_in_paths() {
    let code = "use std::fs;\npub(super) use a::{B, c::{D, E as F}};\nuse super::{\n    g::H,\n    \
                i::{self, J},\n};\nfn f(x: crate::k::L) { super::m::n() }\n";
    assert_eq!(
        imports(code),
        [
            "std::fs",
            "a::B",
            "a::c::D",
            "a::c::E",
            "super::g::H",
            "super::i",
            "super::i::J",
            "crate::k::L",
            "super::m::n"
        ]
    );
}

#[test]
fn a_circle_is_found_and_a_chain_is_not() {
    let edges = |pairs: &[(&str, &str)]| {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in pairs {
            edges.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        edges
    };
    assert!(circle(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    let around = edges(&[("x", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "y")]);
    let members: Vec<&str> = circle(&around).into_iter().map(String::as_str).collect();
    assert_eq!(members, ["a", "b", "c"]);
}

#[test]
fn a_re_export_leads_to_the_file_that_holds_the_item() {
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    let modules = Modules(BTreeMap::from([
        (path("r"), imports("mod a;\nmod b;\npub use a::Thing;\npub struct Here;\n")),
        (path("r::a"), imports("use super::Here;\nuse super::b::Other;\n")),
        (path("r::b"), imports("use super::{Here, Thing};\n")),
    ]));
    assert_eq!(modules.holder(path("r::Thing::new")), path("r::a"));
    assert_eq!(modules.holder(path("r::Here")), path("r"));
    let edges = modules.edges();
    assert_eq!(circle(&edges["r"]).len(), 2);
}
