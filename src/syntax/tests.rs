use super::read_facts;
use crate::model::{
    CodeFacts, DefinitionKind, FileFacts, Language, LanguageFacts, ManifestFacts, MarkdownFacts,
    Origin, Problem, RepoPath, SourceFile,
};

mod go;
mod hostile;
mod markdown;
mod other;

fn read(path: &str, content: impl AsRef<[u8]>) -> (FileFacts, Vec<Problem>) {
    let content = content.as_ref();
    let path = RepoPath::new(path).unwrap();
    let language = Language::of(&path);
    let file = SourceFile {
        stamp: None,
        path,
        size: content.len() as u64,
        language,
        origin: Origin::Written,
    };
    read_facts(&file, content)
}

fn go(content: &str) -> CodeFacts {
    go_at("a/b.go", content)
}

fn go_at(path: &str, content: &str) -> CodeFacts {
    let (facts, problems) = read(path, content);
    assert_eq!(problems, [], "{content}");
    match facts.language {
        LanguageFacts::Code(facts) => facts,
        other => panic!("{other:?}"),
    }
}

fn markdown(content: &str) -> MarkdownFacts {
    let (facts, problems) = read("a/b.md", content);
    assert_eq!(problems, [], "{content}");
    match facts.language {
        LanguageFacts::Markdown(facts) => facts,
        other => panic!("{other:?}"),
    }
}

fn manifest(path: &str, content: &str) -> ManifestFacts {
    match read(path, content).0.language {
        LanguageFacts::Manifest(facts) => facts,
        other => panic!("{other:?}"),
    }
}

/// Formats each definition as `kind owner.name:line`.
fn shown(facts: &CodeFacts) -> Vec<String> {
    facts
        .definitions
        .iter()
        .map(|definition| {
            let owner = definition.owner.as_ref().map(|o| format!("{o}.")).unwrap_or_default();
            format!("{} {owner}{}:{}", definition.kind.word(), definition.name, definition.line)
        })
        .collect()
}

fn doc_of(facts: &CodeFacts, name: &str) -> Option<String> {
    let definition = facts.definitions.iter().find(|d| d.name == name).unwrap();
    definition.doc.clone()
}

fn kinds(facts: &CodeFacts) -> Vec<DefinitionKind> {
    facts.definitions.iter().map(|definition| definition.kind).collect()
}
