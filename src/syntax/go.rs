//! Facts of Go files.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use tree_sitter::{Node, Tree};

use super::grammar::{Budget, GrammarId, Worker};
use super::query::{Found, Role, Rules};
use super::tokens::Pairs;
use super::watch::{CutOff, Watch};
use super::{doc, go_outline, plain};
use crate::model::{
    CodeFacts, Command, Definition, DefinitionKind, Flag, Import, Problem, ProblemKind, RepoPath,
};

/// Children of one node that do not parse: a query takes time with the square of their number.
const MAX_STRAY_CHILDREN: u32 = 20_000;

/// Number of tokens that cannot follow the one before from which a file is not parsed: each costs an
/// error, and the parser takes time with the square of the number of errors, about 4 µs times half of it.
/// Of 33,000 files of 97 repositories and of Go's own tree 34 have any, 12 at most.
const MAX_MISPLACED: usize = 100;

/// Facts of a file that is not parsed.
const KNOWN_BY: &str = "its words, and by the declarations that its lines begin with";

/// Reads the facts of a Go file.
pub(super) fn facts(path: &RepoPath, content: &[u8], problems: &mut Vec<Problem>) -> CodeFacts {
    Worker::with(|worker| {
        let mut reader = Reader { content, is_test: is_test(path), facts: CodeFacts::default() };
        let grammar = match worker.grammar(GrammarId::Go) {
            Ok(grammar) => grammar,
            Err(message) => {
                problems.push(Problem::new(ProblemKind::CutOff, path.as_str(), message));
                return reader.facts;
            }
        };
        match reader.read(worker, &grammar.rules) {
            Ok(None) => {}
            Ok(Some(line)) => problems.push(Problem::at(
                ProblemKind::Syntax,
                path.as_str(),
                line,
                "syntax error; facts of what parses are used",
            )),
            Err(why) => {
                reader.read_lines();
                let message = why.message(KNOWN_BY);
                problems.push(Problem::new(ProblemKind::CutOff, path.as_str(), message));
            }
        }
        reader.facts
    })
}

/// Returns whether a Go file holds tests.
pub(super) fn is_test(path: &RepoPath) -> bool {
    path.name().ends_with("_test.go")
}

struct Reader<'a> {
    content: &'a [u8],
    is_test: bool,
    facts: CodeFacts,
}

impl Reader<'_> {
    /// Fills the facts and returns the line of the first syntax error.
    fn read(&mut self, worker: &mut Worker, rules: &[Rules]) -> Result<Option<u32>, CutOff> {
        let spelled = spelled(self.content);
        let mut budget = Budget::new(GrammarId::Go, self.content.len());
        let tree = self.parse(worker, &spelled, &mut budget)?;
        let errors = Errors::of(&tree);
        if errors.most_children > MAX_STRAY_CHILDREN {
            return Err(CutOff::Tangled);
        }
        if let [definitions, commands] = rules {
            self.read_definitions(worker, definitions, &tree, &budget.watch)?;
            self.read_commands(worker, commands, &tree, &spelled, &budget.watch)?;
        }
        // An end that is missing is behind the last line.
        let last = count_lines(self.content).max(1);
        Ok(errors.first.map(|line| line.min(last)))
    }

    /// Fills the facts with what the lines show.
    fn read_lines(&mut self) {
        let mut facts = plain::declarations(self.content);
        for definition in &mut facts.definitions {
            definition.kind = self.kind_of(definition.kind, &definition.name);
        }
        self.facts = facts;
    }

    /// Tells tests from other functions.
    fn kind_of(&self, kind: DefinitionKind, name: &str) -> DefinitionKind {
        match kind {
            DefinitionKind::Function if self.is_test && is_test_name(name) => DefinitionKind::Test,
            kind => kind,
        }
    }

    /// Parses the parts of the file that declare something and those that spell out commands or flags.
    /// Parses all of it where these alone are no valid Go.
    fn parse(
        &self,
        worker: &mut Worker,
        spelled: &[Range<usize>],
        budget: &mut Budget,
    ) -> Result<Tree, CutOff> {
        let is_wanted = |part: Range<usize>| {
            let next = spelled.partition_point(|it| it.start < part.start);
            spelled.get(next).is_some_and(|it| it.start < part.end)
        };
        let outline = go_outline::ranges(self.content, is_wanted).unwrap_or_default();
        if !outline.is_empty() && !is_tangled(&parts(self.content, &outline)) {
            let tree = worker.parse(GrammarId::Go, self.content, &outline, budget)?;
            if !tree.root_node().has_error() {
                return Ok(tree);
            }
        }
        if is_tangled(self.content) {
            return Err(CutOff::Tangled);
        }
        worker.parse(GrammarId::Go, self.content, &[], budget)
    }

    fn read_definitions(
        &mut self,
        worker: &mut Worker,
        rules: &Rules,
        tree: &Tree,
        watch: &Watch,
    ) -> Result<(), CutOff> {
        let root = tree.root_node();
        // After an error, declarations may hang below an error node instead of the root; those in
        // functions lie deeper still.
        let depth = if root.has_error() { 2 } else { 1 };
        worker.cursor.set_max_start_depth(Some(depth));
        let mut placed = Vec::new();
        let done = rules.run(&mut worker.cursor, root, self.content, watch, |found| {
            self.define(&found, &mut placed);
        });
        worker.cursor.set_max_start_depth(None);
        // A type is found together with its members, but not always before them.
        placed.sort_by_key(|(start, _): &(usize, Definition)| *start);
        self.facts.definitions = placed.into_iter().map(|(_, definition)| definition).collect();
        done
    }

    fn define(&mut self, found: &Found, placed: &mut Vec<(usize, Definition)>) {
        let Some(name_node) = found.name else { return };
        let name = self.text(name_node).into_owned();
        match found.role {
            Role::Package if self.facts.package.is_empty() => self.facts.package = name,
            Role::Import => self.facts.imports.push(Import { path: unquoted(&name).to_owned() }),
            Role::Definition(kind) if name != "_" && !name.is_empty() => {
                if kind == DefinitionKind::Constant {
                    self.read_named_literal(found.node, name_node, &name);
                }
                let definition = Definition {
                    kind: self.kind_of(kind, &name),
                    owner: found
                        .owner
                        .map(|owner| receiver_type(&self.text(owner)).to_owned())
                        .filter(|owner| !owner.is_empty()),
                    line: line_of(name_node),
                    doc: doc::above(self.content, found.node.start_byte()),
                    name,
                };
                placed.push((name_node.start_byte(), definition));
            }
            _ => {}
        }
    }

    /// Reads a command or flag from a constant, where some programs keep the `Use:` strings and the
    /// flag names of their commands: `UsePadAdd = "add TEXT"`, `FlagDryRun = "dry-run"`, or any
    /// constant of a package `flag`.
    fn read_named_literal(&mut self, spec: Node, name_node: Node, name: &str) {
        let names_use = names_use(name);
        let names_flag = name.contains("Flag") || matches!(&*self.facts.package, "flag" | "flags");
        // In `A, B = "a", "b"` the first value belongs to the first name only.
        if !(names_use || names_flag) || spec.start_byte() != name_node.start_byte() {
            return;
        }
        let Some(literal) = spec
            .child_by_field_name("value")
            .and_then(|values| values.named_child(0))
            .filter(|value| value.kind() == "interpreted_string_literal")
        else {
            return;
        };
        let literal = self.text(literal).into_owned();
        let line = line_of(name_node);
        if names_use {
            self.push_command(&literal, line);
        } else if unquoted(&literal).trim_start_matches('-').len() > 1 {
            self.push_flag(&literal, line);
        }
    }

    fn read_commands(
        &mut self,
        worker: &mut Worker,
        rules: &Rules,
        tree: &Tree,
        spelled: &[Range<usize>],
        watch: &Watch,
    ) -> Result<(), CutOff> {
        let (Some(first), Some(last)) = (spelled.first(), spelled.last()) else { return Ok(()) };
        let mut seen = HashSet::new();
        worker.cursor.set_byte_range(first.start..last.end);
        let done = rules.run(&mut worker.cursor, tree.root_node(), self.content, watch, |found| {
            let (Some(name), Some(private)) = (found.name, found.private) else { return };
            // Of a call's string arguments the first one names the flag.
            if !seen.insert(private.start_byte()) {
                return;
            }
            let literal = self.text(name).into_owned();
            match found.role {
                Role::Command => self.push_command(&literal, line_of(name)),
                Role::Flag => self.push_flag(&literal, line_of(name)),
                _ => {}
            }
        });
        worker.cursor.set_byte_range(0..usize::MAX);
        self.facts.commands.sort_by_key(|command| command.line);
        self.facts.flags.sort_by_key(|flag| flag.line);
        done
    }

    fn push_command(&mut self, literal: &str, line: u32) {
        let name = unquoted(literal).split_whitespace().next().unwrap_or_default();
        if is_command_name(name) {
            self.facts.commands.push(Command { name: name.to_owned(), line });
        }
    }

    fn push_flag(&mut self, literal: &str, line: u32) {
        let name = unquoted(literal).trim_start_matches('-');
        if is_flag_name(name) {
            self.facts.flags.push(Flag { name: name.to_owned(), line });
        }
    }

    fn text(&self, node: Node) -> Cow<'_, str> {
        String::from_utf8_lossy(self.content.get(node.byte_range()).unwrap_or_default())
    }
}

/// Returns whether too many tokens of a content cannot follow each other.
fn is_tangled(content: &[u8]) -> bool {
    Pairs::of_go().misplaced(content, MAX_MISPLACED) >= MAX_MISPLACED
}

/// Joins the parts of a content that are parsed.
fn parts(content: &[u8], ranges: &[tree_sitter::Range]) -> Vec<u8> {
    let part = |range: &tree_sitter::Range| {
        content.get(range.start_byte..range.end_byte.min(content.len())).unwrap_or_default()
    };
    ranges.iter().flat_map(part).copied().collect()
}

fn line_of(node: Node) -> u32 {
    u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1
}

/// Finds the places of a file where commands or flags are spelled out, in their order.
fn spelled(content: &[u8]) -> Vec<Range<usize>> {
    const SPELLINGS: &[&str] = &[
        "Use:",
        "Var(",
        "VarP(",
        "P(\"",
        "FlagP(",
        "Flag(",
        ".String(\"",
        ".Bool(\"",
        ".Int(\"",
        ".Int64(\"",
        ".Uint(\"",
        ".Float64(\"",
        ".Duration(\"",
        ".Func(\"",
        ".StringSlice(\"",
        ".StringArray(\"",
        ".Count(\"",
    ];
    // Patterns of these lengths are compiled without error.
    static FINDER: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::new(SPELLINGS).ok());
    let places = FINDER.iter().flat_map(|finder| finder.find_iter(content));
    places.map(|place| place.range()).collect()
}

/// Returns whether a name is `Test`, `Benchmark`, `Fuzz` or `Example`, alone or followed by anything
/// but a lower-case letter.
fn is_test_name(name: &str) -> bool {
    ["Test", "Benchmark", "Fuzz", "Example"].iter().any(|prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
    })
}

/// Returns whether a name is that of a `Use:` string: `Use`, `UsePadAdd`, `usePadAdd`, `rootUse`.
fn names_use(name: &str) -> bool {
    name.ends_with("Use")
        || ["Use", "use"].iter().any(|prefix| {
            name.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_uppercase))
        })
}

fn is_command_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
}

fn is_flag_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Extracts the type of a receiver: `Store` of `(s *Store[K, V])`, and of `Store`.
fn receiver_type(receiver: &str) -> &str {
    let receiver = receiver.split('[').next().unwrap_or_default();
    receiver
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','))
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '*' | '('))
        .next()
        .unwrap_or_default()
}

fn unquoted(literal: &str) -> &str {
    literal.trim_matches(['"', '`'])
}

/// Nodes that the parser could not place.
#[derive(Default)]
struct Errors {
    /// The line of the first one.
    first: Option<u32>,
    /// The number of children of the node that has most.
    most_children: u32,
}

impl Errors {
    fn of(tree: &Tree) -> Self {
        let mut errors = Self::default();
        let mut cursor = tree.walk();
        loop {
            let node = cursor.node();
            if node.is_error() || node.is_missing() {
                errors.first = errors.first.or(Some(line_of(node)));
                errors.most_children = errors.most_children.max(node.child_count());
            }
            if node.has_error() && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return errors;
                }
            }
        }
    }
}

/// Counts lines, with or without a last line break.
fn count_lines(content: &[u8]) -> u32 {
    let breaks = memchr::memchr_iter(b'\n', content).count();
    let unfinished = content.last().is_some_and(|&last| last != b'\n');
    u32::try_from(breaks + usize::from(unfinished)).unwrap_or(u32::MAX)
}
