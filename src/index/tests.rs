use super::{Field, Index, PathMatch, heading_key};
use crate::model::{
    CodeFacts, Command, Definition, DefinitionKind, FileFacts, FileId, Heading, Import, Language,
    LanguageFacts, Link, ManifestFacts, MarkdownFacts, Origin, RepoPath, SourceFile,
};
use crate::words::{Lexer, Query};

fn index(mut files: Vec<(&str, LanguageFacts, &str)>) -> Index {
    files.sort_by_key(|file| file.0);
    let mut lexer = Lexer::default();
    let build = |(path, language, content): (&str, LanguageFacts, &str)| {
        let path = RepoPath::new(path).unwrap();
        let file = SourceFile {
            stamp: None,
            language: Language::of(&path),
            path,
            size: content.len() as u64,
            origin: Origin::Written,
        };
        let terms = lexer.count(content.as_bytes());
        (file, FileFacts { terms, language, ..FileFacts::default() })
    };
    Index::build(files.into_iter().map(build).collect())
}

fn go(package: &str, names: &[&str], imports: &[&str]) -> LanguageFacts {
    let definition = |name: &&str| Definition {
        name: (*name).to_owned(),
        kind: DefinitionKind::Function,
        owner: None,
        line: 3,
        doc: None,
    };
    LanguageFacts::Code(CodeFacts {
        package: package.to_owned(),
        imports: imports.iter().map(|path| Import { path: (*path).to_owned() }).collect(),
        definitions: names.iter().map(definition).collect(),
        commands: vec![Command { name: "Add".into(), line: 9 }],
        ..CodeFacts::default()
    })
}

fn text(path: &str) -> (&str, LanguageFacts, &str) {
    (path, LanguageFacts::Text, "")
}

fn paths_of(index: &Index, found: Option<PathMatch>) -> Vec<String> {
    let name = |id: &FileId| index.file(*id).path.to_string();
    match found {
        Some(PathMatch::Whole(id)) => vec![name(&id)],
        Some(
            PathMatch::Suffix(ids)
            | PathMatch::Moved(ids)
            | PathMatch::Name(ids)
            | PathMatch::Glob(ids),
        ) => ids.iter().map(name).collect(),
        Some(PathMatch::Folder(folders)) => folders,
        None => Vec::new(),
    }
}

#[test]
fn paths_are_found_whole_by_suffix_by_name_by_folder_and_by_glob() {
    let index = index(vec![
        text("internal/change/core/scan.go"),
        text("internal/drift/core/scan.go"),
        text("docs/README.md"),
        text("Makefile"),
    ]);
    let resolve = |text| paths_of(&index, index.paths.resolve(text));
    assert_eq!(resolve("./internal/change/core/scan.go"), ["internal/change/core/scan.go"]);
    assert_eq!(resolve("change/core/scan.go"), ["internal/change/core/scan.go"]);
    assert_eq!(resolve("core/scan.go").len(), 2);
    assert_eq!(resolve("readme.md"), ["docs/README.md"]);
    assert_eq!(resolve("makefile"), ["Makefile"]);
    assert_eq!(resolve("internal/change/..."), ["internal/change"]);
    assert_eq!(resolve("internal/drift/scan.go"), ["internal/drift/core/scan.go"]);
    assert_eq!(resolve("drift/core"), ["internal/drift/core"]);
    assert_eq!(resolve("docs/"), ["docs"]);
    assert_eq!(resolve("internal/*/core/*.go").len(), 2);
    assert_eq!(resolve("*.md"), ["docs/README.md"]);
    // A word is no path, and what leads outside is not found.
    for nothing in ["docs", "scan", "/", "", "../../etc/passwd", "hange/core/scan.go"] {
        assert_eq!(index.paths.resolve(nothing), None, "{nothing}");
    }
}

#[test]
fn a_folder_is_found_by_its_former_path() {
    let index = index(vec![
        text("internal/cli/connection/core/render/a.md"),
        text("internal/cli/message/core/render/a.md"),
    ]);
    let resolve = |text| paths_of(&index, index.paths.resolve(text));
    let render = ["internal/cli/connection/core/render"];
    assert_eq!(resolve("internal/cli/connect/core/render/"), render);
    assert_eq!(resolve("internal/cli/connect/"), ["internal/cli/connection"]);
    for other in ["internal/cli/mail/core/render/", "internal/cli/con/core/render/", "cli/connect/"]
    {
        assert_eq!(resolve(other), [""; 0], "{other}");
    }
}

#[test]
fn packages_know_their_import_path_and_importers() {
    let module =
        |path: &str| LanguageFacts::Manifest(ManifestFacts { module: Some(path.to_owned()) });
    let index = index(vec![
        ("go.mod", module("example.com/app"), ""),
        ("tools/go.mod", module("example.com/tools"), ""),
        ("pay/pay.go", go("pay", &["Charge"], &[]), ""),
        ("pay/pay_test.go", go("pay_test", &[], &["example.com/app/pay"]), ""),
        ("main.go", go("main", &[], &["example.com/app/pay", "fmt"]), ""),
        ("tools/lint/lint.go", go("lint", &[], &[]), ""),
    ]);
    let id = |path| index.paths.at(path).unwrap();
    let pay = index.packages.of(id("pay/pay_test.go")).unwrap();
    assert_eq!(pay.import_path.as_deref(), Some("example.com/app/pay"));
    assert!(index.packages.with_import_path("example.com/app/pay").is_some());
    assert!(index.packages.with_import_path("fmt").is_none());
    assert_eq!((pay.name.as_str(), pay.folder.as_str(), pay.files.len()), ("pay", "pay", 2));
    let importers: Vec<&str> =
        pay.importers.iter().map(|id| index.file(*id).path.as_str()).collect();
    assert_eq!(importers, ["main.go"], "its own external test is no importer");
    assert_eq!(
        index.packages.of(id("tools/lint/lint.go")).unwrap().import_path.as_deref(),
        Some("example.com/tools/lint")
    );
    assert!(index.packages.is_program("app") && !index.packages.is_program("lint"));
}

#[test]
fn tests_are_paired_with_what_they_test() {
    let index = index(vec![text("a/x.go"), text("a/x_test.go"), text("b/x_test.go")]);
    let id = |path| index.paths.at(path).unwrap();
    assert_eq!(index.file(id("a/x.go")).companion, Some(id("a/x_test.go")));
    assert_eq!(index.file(id("a/x_test.go")).companion, Some(id("a/x.go")));
    assert_eq!(index.file(id("b/x_test.go")).companion, None);
    assert!(index.file(id("b/x_test.go")).is_test && !index.file(id("a/x.go")).is_test);
}

#[test]
fn symbols_and_commands_are_found_whatever_their_case() {
    let index = index(vec![("a.go", go("a", &["Validate"], &[]), "")]);
    let site = index.symbols.named("validate")[0];
    assert_eq!(index.definition(site).unwrap().name, "Validate");
    assert_eq!(index.symbols.command("add")[0].line, 9);
    assert!(index.symbols.named("Valid").is_empty() && index.symbols.flag("x").is_empty());
}

#[test]
fn a_document_names_files_by_links_and_code_spans() {
    let link = |target: &str| Link { target: target.to_owned(), line: 4 };
    let markdown = MarkdownFacts {
        title: Some("The Plan".into()),
        headings: vec![Heading { text: "Next `steps`!".into(), line: 7 }],
        links: vec![
            link("../a.go#L3"),
            link("https://example.com/a.go"),
            link("plan.md"),
            link("/../../etc/passwd"),
        ],
        code_spans: vec![crate::model::CodeSpan { text: "b/c.go:12-14".into(), line: 5 }],
    };
    let index = index(vec![
        text("a.go"),
        text("b/c.go"),
        ("docs/plan.md", LanguageFacts::Markdown(markdown), ""),
    ]);
    let id = |path| index.paths.at(path).unwrap();
    assert_eq!(index.named_by(id("docs/plan.md")), [(id("a.go"), 4), (id("b/c.go"), 5)]);
    assert_eq!(index.documents.headed(&heading_key("next STEPS").0)[0].line, 7);
    assert_eq!(index.documents.headed("the plan")[0].line, 1);
}

#[test]
fn rare_terms_in_short_files_score_highest() {
    let index = index(vec![
        ("a.txt", LanguageFacts::Text, "cooldown"),
        ("b.txt", LanguageFacts::Text, "cooldown and many other common words around it here"),
        ("c.txt", LanguageFacts::Text, "common words"),
    ]);
    let mut lexer = Lexer::default();
    let query = |text: &str, lexer: &mut Lexer| {
        Query::new(lexer.terms(text).into_iter().map(|term| (term, 1.0)).collect())
    };
    let mut scores = [0.0; 3];
    let perfect = index.terms.score(Field::Contents, &query("cooldowns", &mut lexer), &mut scores);
    assert!(scores[0] > scores[1] && scores[1] > 0.0 && scores[2] == 0.0);
    assert!(scores[0] < perfect);
    let term = lexer.terms("cooldown")[0];
    assert!((index.terms.shares(Field::Contents, term).of(0) - scores[0]).abs() < 1e-6);
}

#[test]
fn a_file_is_about_the_packages_from_elsewhere_that_it_imports() {
    let index = index(vec![
        ("notify/mailer.go", go("notify", &["Send"], &["net/smtp", "example.com/yaml/v3"]), ""),
        ("store/store.go", go("store", &["Open"], &["example.com/shop/notify"]), ""),
    ]);
    let mut lexer = Lexer::default();
    let mut score = |text: &str| {
        let terms = lexer.terms(text).into_iter().map(|term| (term, 1.0)).collect();
        let mut scores = [0.0; 2];
        index.terms.score(Field::Symbols, &Query::new(terms), &mut scores);
        scores.map(|score| score > 0.0)
    };
    assert_eq!(score("SMTP"), [true, false]);
    assert_eq!(score("YAML"), [true, false], "a version is no name");
    assert_eq!(
        score("notify"),
        [true, false],
        "what imports a package of the tree is not about it"
    );
}

#[test]
fn a_site_with_a_generated_front_page_is_generated() {
    let mut lexer = Lexer::default();
    let mut file = |path: &str, generated: bool| {
        let path = RepoPath::new(path).unwrap();
        let file = SourceFile {
            stamp: None,
            path,
            size: 1,
            language: Language::Text,
            origin: Origin::Written,
        };
        (file, FileFacts { generated, terms: lexer.count(b"x"), ..FileFacts::default() })
    };
    let index = Index::build(vec![
        file("docs/a.json", false),
        file("docs/index.html", false),
        file("site/index.html", true),
        file("site/x/search.json", false),
    ]);
    let origins: Vec<Origin> = index.files.iter().map(|file| file.origin).collect();
    assert_eq!(origins, [Origin::Written, Origin::Written, Origin::Generated, Origin::Generated]);
}
