//! The grammars with their queries, and parsing within bounds.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::sync::OnceLock;

use tree_sitter::{Language, ParseOptions, Parser, QueryCursor, Range, Tree};

use super::query::Rules;
use super::watch::{CutOff, Watch};

/// A row of the grammar table.
struct Grammar {
    /// The folder below `queries/`.
    name: &'static str,
    language: fn() -> Language,
    /// File names and their text.
    queries: &'static [(&'static str, &'static str)],
    limits: Limits,
}

/// Bounds on the steps that parsing a file may take, by its size. A step of a tangled parse takes
/// about a microsecond, an ordinary one half of that.
struct Limits {
    /// Size of a file that is parsed in half a second. No larger one is parsed.
    max_bytes: usize,
    per_byte: u64,
    at_least: u64,
    at_most: u64,
}

/// Place of a grammar in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GrammarId {
    Go,
    Markdown,
}

const GRAMMARS: [Grammar; 2] = [
    Grammar {
        name: "go",
        language: || tree_sitter_go::LANGUAGE.into(),
        queries: &[
            ("definitions.scm", include_str!("../../queries/go/definitions.scm")),
            ("commands.scm", include_str!("../../queries/go/commands.scm")),
        ],
        // Real files of some size take at most 1.3 steps a byte, small ones a little more.
        limits: Limits { max_bytes: 8 << 20, per_byte: 8, at_least: 100_000, at_most: 20_000_000 },
    },
    Grammar {
        name: "markdown",
        language: || tree_sitter_md::LANGUAGE.into(),
        queries: &[("blocks.scm", include_str!("../../queries/markdown/blocks.scm"))],
        // Real files of some size take at most 1.8 steps a byte.
        limits: Limits { max_bytes: 1 << 20, per_byte: 16, at_least: 100_000, at_most: 3_000_000 },
    },
];

/// A grammar with its queries compiled, in the order of the table.
pub(super) struct Loaded {
    language: Language,
    pub rules: Vec<Rules>,
}

impl Grammar {
    fn load(&self) -> Result<Loaded, String> {
        let language = (self.language)();
        let rules = self
            .queries
            .iter()
            .map(|(file, text)| {
                Rules::compile(&language, text)
                    .map_err(|error| format!("queries/{}/{file}: {error}", self.name))
            })
            .collect::<Result<_, _>>()?;
        Ok(Loaded { language, rules })
    }
}

/// Loads a grammar, at most once per process. An error is a mistake in this program's own queries,
/// which a test keeps out.
fn loaded(id: GrammarId) -> Result<&'static Loaded, &'static str> {
    static LOADED: [OnceLock<Result<Loaded, String>>; GRAMMARS.len()] =
        [const { OnceLock::new() }; GRAMMARS.len()];
    LOADED[id as usize]
        .get_or_init(|| GRAMMARS[id as usize].load())
        .as_ref()
        .map_err(String::as_str)
}

/// Steps that the parses of one file may still take.
///
/// The parser calls back after each [`STEPS_PER_CALL`] of its operations. Counting steps rather than
/// time keeps the answer the same on slow and fast machines.
#[derive(Debug)]
pub(super) struct Budget {
    calls: u64,
    /// Stretches of the content that the lexer may still read.
    reads: u64,
    pub watch: Watch,
}

/// Bytes that are handed to the lexer at a time. It asks for the same ones again where it looks ahead in
/// vain, as for the end of a comment.
const READ_BYTES: usize = 256;

/// Factor by which the lexer may read more than a content has. Go files of more than 5 kB take 3.6 at
/// most.
const READS_PER_BYTE: u64 = 64;

/// Reads that any content may take.
const MIN_READS: u64 = 10_000;

/// `OP_COUNT_PER_PARSER_CALLBACK_CHECK` of tree-sitter 0.27.
const STEPS_PER_CALL: u64 = 100;

impl Budget {
    /// Grants the steps for `bytes` bytes of content.
    pub(super) fn new(id: GrammarId, bytes: usize) -> Self {
        let limits = &GRAMMARS[id as usize].limits;
        let steps = limits.per_byte.saturating_mul(bytes as u64);
        let steps = steps.clamp(limits.at_least, limits.at_most);
        let reads = READS_PER_BYTE.saturating_mul(bytes as u64) / READ_BYTES as u64;
        Self {
            calls: if bytes <= limits.max_bytes { steps / STEPS_PER_CALL } else { 0 },
            reads: MIN_READS + reads,
            watch: Watch::new(bytes),
        }
    }
}

/// Parsers and query cursor of one thread.
pub(super) struct Worker {
    parsers: [Option<Parser>; GRAMMARS.len()],
    pub cursor: QueryCursor,
}

impl Worker {
    /// Runs `work` with this thread's worker.
    pub(super) fn with<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            static WORKER: RefCell<Worker> = RefCell::new(Worker {
                parsers: [const { None }; GRAMMARS.len()],
                cursor: QueryCursor::new(),
            });
        }
        WORKER.with_borrow_mut(work)
    }

    /// Returns a grammar and prepares its parser.
    pub(super) fn grammar(&mut self, id: GrammarId) -> Result<&'static Loaded, String> {
        let grammar = loaded(id)?;
        if self.parsers[id as usize].is_none() {
            let mut parser = Parser::new();
            parser.set_language(&grammar.language).map_err(|error| error.to_string())?;
            self.parsers[id as usize] = Some(parser);
        }
        Ok(grammar)
    }

    /// Parses the ranges of the content (no range means all of it), as far as the budget suffices.
    pub(super) fn parse(
        &mut self,
        id: GrammarId,
        content: &[u8],
        ranges: &[Range],
        budget: &mut Budget,
    ) -> Result<Tree, CutOff> {
        if budget.calls == 0 {
            return Err(CutOff::Tangled);
        }
        let parser = self.parsers[id as usize].as_mut().ok_or(CutOff::Tangled)?;
        parser.set_included_ranges(ranges).map_err(|_| CutOff::Tangled)?;
        let watch = &budget.watch;
        // The lexer cannot be stopped, but runs out of content.
        let (calls, reads) = (Cell::new(budget.calls), Cell::new(budget.reads));
        let mut spend = |_: &tree_sitter::ParseState| {
            let left = calls.get().saturating_sub(1);
            calls.set(left);
            if left == 0 || reads.get() == 0 { ControlFlow::Break(()) } else { watch.check_limit() }
        };
        let tree = parser.parse_with_options(
            &mut |at, _| {
                reads.set(reads.get().saturating_sub(1));
                let end = content.len().min(at.saturating_add(READ_BYTES));
                let read = if reads.get() > 0 { content.get(at..end) } else { None };
                read.unwrap_or_default()
            },
            None,
            Some(ParseOptions::new().progress_callback(&mut spend)),
        );
        (budget.calls, budget.reads) = (calls.get(), reads.get());
        if tree.is_none() {
            // Else the next parse would go on where this one stopped.
            parser.reset();
        }
        let is_spent = budget.calls == 0 || budget.reads == 0;
        let reason = if is_spent { CutOff::Tangled } else { CutOff::Slow };
        tree.filter(|_| budget.reads > 0).ok_or(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, CutOff, GRAMMARS, GrammarId, Tree, Watch, Worker};
    use crate::syntax::query::Rules;

    #[test]
    fn every_query_file_compiles_and_is_in_the_table() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
        let mut on_disk: Vec<String> = Vec::new();
        for grammar in std::fs::read_dir(&folder).unwrap() {
            let grammar = grammar.unwrap();
            for file in std::fs::read_dir(grammar.path()).unwrap() {
                on_disk.push(format!(
                    "{}/{}",
                    grammar.file_name().to_string_lossy(),
                    file.unwrap().file_name().to_string_lossy()
                ));
            }
        }
        let mut in_table: Vec<String> = Vec::new();
        for grammar in &GRAMMARS {
            grammar.load().map(|_| ()).unwrap();
            in_table.extend(grammar.queries.iter().map(|(f, _)| format!("{}/{f}", grammar.name)));
        }
        on_disk.sort();
        in_table.sort();
        assert_eq!(on_disk, in_table);
    }

    /// Parses a harmless text with this budget.
    fn parse(budget: impl FnOnce(&mut Budget)) -> Result<Tree, CutOff> {
        let text = "Some *prose* with `code`.\n\n".repeat(200);
        Worker::with(|worker| {
            worker.grammar(GrammarId::Markdown).unwrap();
            let mut bounds = Budget::new(GrammarId::Markdown, text.len());
            budget(&mut bounds);
            worker.parse(GrammarId::Markdown, text.as_bytes(), &[], &mut bounds)
        })
    }

    #[test]
    fn a_parse_ends_when_its_steps_reads_or_time_are_spent() {
        assert!(parse(|_| {}).is_ok());
        assert_eq!(parse(|budget| budget.calls = 3).unwrap_err(), CutOff::Tangled);
        assert_eq!(parse(|budget| budget.reads = 3).unwrap_err(), CutOff::Tangled);
        assert_eq!(parse(|budget| budget.watch = Watch::over()).unwrap_err(), CutOff::Slow);
        // The next parse starts over.
        assert!(parse(|_| {}).is_ok());
    }

    #[test]
    fn a_file_that_is_too_large_is_not_parsed() {
        for id in [GrammarId::Go, GrammarId::Markdown] {
            let most = GRAMMARS[id as usize].limits.max_bytes;
            assert!(Budget::new(id, most).calls > 0);
            assert_eq!(Budget::new(id, most + 1).calls, 0);
        }
        assert_eq!(parse(|budget| budget.calls = 0).unwrap_err(), CutOff::Tangled);
    }

    #[test]
    fn the_loader_rejects_what_it_would_ignore() {
        let language = (GRAMMARS[GrammarId::Go as usize].language)();
        for (text, complaint) in [
            ("(identifier) @nonsense", "@nonsense"),
            ("((comment) @doc (identifier) @name (#set-adjacent! @doc @name))", "set-adjacent!"),
            ("((identifier) @name (#set! local))", "set!"),
            ("((identifier) @name (#is? local))", "is?"),
            ("(no_such_node) @name", "no_such_node"),
        ] {
            let error = Rules::compile(&language, text).map(|_| ()).unwrap_err();
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }
}
