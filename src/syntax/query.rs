//! Compiled queries and their matches.

use streaming_iterator::StreamingIterator;
use tree_sitter::{Language, Node, Query, QueryCursor, QueryCursorOptions, QueryCursorState};

use super::watch::{CutOff, Watch};
use crate::model::DefinitionKind;

/// Role of a match, after the name of its outermost capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Package,
    Import,
    Definition(DefinitionKind),
    Command,
    Flag,
    Heading,
    Metadata,
    Content,
    Link,
}

/// Meaning of a capture within its match.
#[derive(Clone, Copy, Debug)]
enum Capture {
    Role(Role),
    Name,
    Owner,
    /// `@_…` serves predicates only, and tells matches of one construct apart.
    Private,
}

/// Names of captures: those of tree-sitter-tags, and `@owner` for the type that a member belongs to.
const CAPTURES: &[(&str, Capture)] = &[
    ("name", Capture::Name),
    ("owner", Capture::Owner),
    ("definition.package", Capture::Role(Role::Package)),
    ("definition.function", Capture::Role(Role::Definition(DefinitionKind::Function))),
    ("definition.method", Capture::Role(Role::Definition(DefinitionKind::Method))),
    ("definition.type", Capture::Role(Role::Definition(DefinitionKind::Type))),
    ("definition.field", Capture::Role(Role::Definition(DefinitionKind::Field))),
    (
        "definition.interface_method",
        Capture::Role(Role::Definition(DefinitionKind::InterfaceMethod)),
    ),
    ("definition.constant", Capture::Role(Role::Definition(DefinitionKind::Constant))),
    ("definition.variable", Capture::Role(Role::Definition(DefinitionKind::Variable))),
    ("definition.command", Capture::Role(Role::Command)),
    ("definition.flag", Capture::Role(Role::Flag)),
    ("definition.heading", Capture::Role(Role::Heading)),
    ("definition.metadata", Capture::Role(Role::Metadata)),
    ("reference.import", Capture::Role(Role::Import)),
    ("reference.link", Capture::Role(Role::Link)),
    ("injection.content", Capture::Role(Role::Content)),
];

/// Query file, compiled.
pub(super) struct Rules {
    query: Query,
    captures: Vec<Capture>,
}

/// Match of a query.
pub(super) struct Found<'tree> {
    pub role: Role,
    /// The whole construct.
    pub node: Node<'tree>,
    /// `@name`, else the construct itself.
    pub name: Option<Node<'tree>>,
    pub owner: Option<Node<'tree>>,
    /// The last `@_…`.
    pub private: Option<Node<'tree>>,
}

impl Rules {
    /// Compiles a query. Refuses what would silently be ignored: captures without a meaning in
    /// [`CAPTURES`], and predicates or directives that the library does not carry out.
    pub(super) fn compile(language: &Language, text: &str) -> Result<Self, String> {
        let query = Query::new(language, text).map_err(|error| error.to_string())?;
        for pattern in 0..query.pattern_count() {
            let ignored = query
                .general_predicates(pattern)
                .iter()
                .map(|predicate| predicate.operator.to_string())
                .chain(query.property_settings(pattern).iter().map(|_| "set!".to_owned()))
                .chain(query.property_predicates(pattern).iter().map(|_| "is?".to_owned()))
                .next();
            if let Some(ignored) = ignored {
                return Err(format!("#{ignored} is not supported"));
            }
        }
        let captures = query
            .capture_names()
            .iter()
            .map(|name| match CAPTURES.iter().find(|(known, _)| known == name) {
                Some((_, capture)) => Ok(*capture),
                None if name.starts_with('_') => Ok(Capture::Private),
                None => Err(format!("@{name} means nothing here")),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { query, captures })
    }

    /// Calls `on_match` for each match below `root`, in the order in which they begin, as long as there is
    /// time.
    pub(super) fn run<'tree>(
        &self,
        cursor: &mut QueryCursor,
        root: Node<'tree>,
        content: &[u8],
        watch: &Watch,
        mut on_match: impl FnMut(Found<'tree>),
    ) -> Result<(), CutOff> {
        let mut look = |_: &QueryCursorState| watch.check_limit();
        let options = QueryCursorOptions::new().progress_callback(&mut look);
        let mut matches = cursor.matches_with_options(&self.query, root, content, options);
        while let Some(found) = matches.next() {
            let mut whole = None;
            let (mut name, mut owner, mut private) = (None, None, None);
            for capture in found.captures() {
                match self.captures[capture.index as usize] {
                    Capture::Role(role) => whole = Some((role, capture.node)),
                    Capture::Name => name = Some(capture.node),
                    Capture::Owner => owner = Some(capture.node),
                    Capture::Private => private = Some(capture.node),
                }
            }
            if let Some((role, node)) = whole {
                on_match(Found { role, node, name, owner, private });
            }
        }
        if watch.is_over() { Err(CutOff::Slow) } else { Ok(()) }
    }
}
