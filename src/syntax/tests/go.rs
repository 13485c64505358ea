use super::DefinitionKind::{Function, Method, Test};
use super::{doc_of, go, go_at, kinds, read, shown};
use crate::model::LanguageFacts;

const STORE: &str = r#"//go:build linux && !race

// Package store keeps things.
package store

import "fmt"
import (
	"os"
	alias "example.com/x/y"
)

// Limit is how many. It has a second sentence.
const Limit = 3

const (
	// A is first.
	A, B = iota, 1
	C
)

var Global, other = 1, 2
var (
	inGroup string
	_ = fmt.Sprint
)

type Alias = map[string]int

// Store keeps items.
type Store[K comparable, V any] struct {
	os.File
	// items by key.
	items, spare map[K]V
	Nested struct{ Inner int }
}

type (
	Reader interface {
		// Read reads.
		Read(p []byte) (int, error)
		~int | string
	}
	Small int
)

// New makes one, e.g. for tests. More.
//
//nolint:ireturn
func New() *Store[int, int] {
	const local = 1
	var hidden = 2
	type inner struct{ f int }
	return nil
}

/*
Get gets
an item.
*/
func (s *Store[K, V]) Get(k K) V { panic(1) }
func (Small) Double() {}

// detached

func undocumented() {}
"#;

#[test]
fn every_kind_of_declaration_at_the_top_level() {
    let facts = go(STORE);
    assert_eq!(facts.package, "store");
    let imports: Vec<_> = facts.imports.iter().map(|import| import.path.as_str()).collect();
    assert_eq!(imports, ["fmt", "os", "example.com/x/y"]);
    assert_eq!(
        shown(&facts),
        [
            "const Limit:13",
            "const A:17",
            "const B:17",
            "const C:18",
            "var Global:21",
            "var other:21",
            "var inGroup:23",
            "type Alias:27",
            "type Store:30",
            "field Store.items:33",
            "field Store.spare:33",
            "field Store.Nested:34",
            "type Reader:38",
            "interface method Reader.Read:40",
            "type Small:43",
            "func New:49",
            "method Store.Get:60",
            "method Small.Double:61",
            "func undocumented:65",
        ]
    );
}

#[test]
fn the_doc_is_the_first_sentence_of_the_comment_right_above() {
    let facts = go(STORE);
    let doc = |name| doc_of(&facts, name);
    assert_eq!(doc("Limit").as_deref(), Some("Limit is how many."));
    assert_eq!(doc("A").as_deref(), Some("A is first."));
    assert_eq!(doc("C"), None);
    assert_eq!(doc("items").as_deref(), Some("items by key."));
    assert_eq!(doc("Read").as_deref(), Some("Read reads."));
    assert_eq!(doc("New").as_deref(), Some("New makes one, e.g. for tests."));
    assert_eq!(doc("Get").as_deref(), Some("Get gets an item."));
    assert_eq!(doc("undocumented"), None, "a blank line detaches a comment");
}

#[test]
fn tests_are_told_from_functions_only_in_test_files() {
    let content = "package p\nfunc TestA(t *T) {}\nfunc BenchmarkB(b *B) {}\nfunc FuzzC(f *F) {}\n\
                   func Example() {}\nfunc Testify() {}\nfunc (s S) TestM() {}\n";
    assert_eq!(kinds(&go_at("p/a_test.go", content)), [Test, Test, Test, Test, Function, Method]);
    assert_eq!(kinds(&go_at("p/a.go", content))[..5], [Function; 5]);
}

#[test]
fn commands_come_from_use_literals_and_constants() {
    let facts = go(r#"package cmd
const (
	UsePadAdd = "add TEXT"
	UserAgent = "curl"
	Used, UseB = "x", "y"
	UseEmpty = ""
)
var root = &cobra.Command{
	Use:   "task [flags]",
	Short: "does things",
}
func f() { c := cobra.Command{Use: cmd.UsePadAdd}; d := Other{User: "no"} }
"#);
    let commands: Vec<_> = facts.commands.iter().map(|c| (c.name.as_str(), c.line)).collect();
    assert_eq!(commands, [("add", 3), ("task", 9)]);
}

#[test]
fn flags_come_from_calls_and_constants() {
    let facts = go(r#"package cmd
const FlagDryRun = "--dry-run"
const FileFlags = "flags.yaml"
func f() {
	c.Flags().StringVarP(&x, "output", "o", "default", "usage")
	c.Flags().BoolP("verbose", "v", false, "say more")
	flag.String("name", "", "usage")
	fs.IntVar(&n, "count", 1, "usage")
	zap.String("key", "value")
	flagbind.StringFlagP(c, &x, "wrapped", "w")
	fmt.Printf("not a flag")
	strings.Map("x")
}
"#);
    let flags: Vec<_> = facts.flags.iter().map(|f| (f.name.as_str(), f.line)).collect();
    assert_eq!(
        flags,
        [("dry-run", 2), ("output", 5), ("verbose", 6), ("name", 7), ("count", 8), ("wrapped", 10)]
    );
}

#[test]
fn constants_of_a_flag_package_are_flags() {
    let facts = go(
        "package flag\nconst PrefixLong = \"--\"\nconst (\n\tAfter = \"after\"\n\tShort = \"a\"\n)\n",
    );
    let flags: Vec<_> = facts.flags.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(flags, ["after"]);
}

#[test]
fn a_missing_end_is_an_error_on_the_last_line() {
    let content = "package p\n\nimport`(\n\t\"a\"\n)\n\nfunc A() {\n}\n}\n";
    for content in [content, content.trim_end()] {
        let (_, problems) = read("p/a.go", content);
        let lines: Vec<_> = problems.iter().filter_map(|problem| problem.line).collect();
        assert_eq!(lines, [9], "{content:?}");
    }
}

#[test]
fn a_syntax_error_costs_only_what_does_not_parse() {
    let content =
        "package p\n\nfunc A() {}\n\nfunc B( {\n\nfunc C() {}\n\ntype T struct { X int }\n";
    let (facts, problems) = read("p/a.go", content);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].message, "syntax error; facts of what parses are used");
    assert!((5..=9).contains(&problems[0].line.unwrap()), "{problems:?}");
    let LanguageFacts::Code(facts) = facts.language else { panic!() };
    assert_eq!(facts.package, "p");
    assert!(shown(&facts).contains(&"func A:3".to_owned()), "{:?}", shown(&facts));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let (facts, _) =
        read("p/a.go", b"\xef\xbb\xbfpackage p\n// \xff\xfe doc.\nfunc A\xff() {}\nfunc B() {}\n");
    let LanguageFacts::Code(facts) = facts.language else { panic!() };
    assert_eq!(facts.package, "p");
    assert!(shown(&facts).contains(&"func B:4".to_owned()), "{:?}", shown(&facts));
}
