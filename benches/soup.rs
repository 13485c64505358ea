//! The longest time that any of a thousand files of random tokens takes, for each language.
//!
//! `cargo bench --bench soup` for 1,000 files of 10 to 200 kB; `CTX_BENCH_SEED=2` makes other ones.

// A bench prints what it finds.
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use ctx_analyze::model::{Language, Origin, RepoPath, SourceFile};
use ctx_analyze::syntax;

const FILES: usize = 1_000;

const GO: &[&str] = &[
    "func",
    "type",
    "struct",
    "interface",
    "var",
    "const",
    "package",
    "import",
    "if",
    "else",
    "for",
    "range",
    "switch",
    "case",
    "return",
    "go",
    "defer",
    "chan",
    "map",
    "select",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    ":",
    ":=",
    "=",
    "==",
    "<",
    ">",
    "<-",
    "+",
    "-",
    "*",
    "/",
    "&",
    "|",
    "!",
    ".",
    "...",
    "~",
    "x",
    "y",
    "1",
    "\"a\"",
    "`",
    "\"",
    "'",
    "//",
    "/*",
    "*/",
    "\n",
];

const MARKDOWN: &[&str] = &[
    "#",
    "##",
    "- ",
    "* ",
    "1. ",
    "> ",
    "    ",
    "\t",
    "```",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "](",
    "(",
    ")",
    "![",
    "<",
    ">",
    "<a>",
    "<b",
    "&amp;",
    "|",
    "---",
    "===",
    "\\",
    "$",
    "http://a.b",
    "[a]: b",
    "word",
    "text",
    ":",
    "!",
    "\n",
    "\n\n",
];

/// Random numbers (Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap_or(0)
    }

    /// Makes a file of some of the tokens.
    fn file(&mut self, tokens: &[&str]) -> String {
        let size = 10_000 + self.below(190_000);
        let kinds = 2 + self.below(tokens.len() - 1);
        let chosen: Vec<&str> = (0..kinds).map(|_| tokens[self.below(tokens.len())]).collect();
        let mut text = String::with_capacity(size + 16);
        while text.len() < size {
            text.push_str(chosen[self.below(kinds)]);
            if self.below(2) == 0 {
                text.push(' ');
            }
        }
        text
    }
}

fn main() {
    let seed = std::env::var("CTX_BENCH_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or(1_u64).max(1));
    for (name, tokens) in [("a.go", GO), ("a.md", MARKDOWN)] {
        let Some(path) = RepoPath::new(name) else { continue };
        let language = Language::of(&path);
        let (mut longest, mut total, mut cut_off) = (Duration::ZERO, Duration::ZERO, 0);
        for _ in 0..FILES {
            let text = random.file(tokens);
            let (size, origin) = (text.len() as u64, Origin::Written);
            let file = SourceFile { path: path.clone(), size, language, origin, stamp: None };
            let start = Instant::now();
            let (_, problems) = syntax::read_facts(&file, text.as_bytes());
            let took = start.elapsed();
            (longest, total) = (longest.max(took), total + took);
            cut_off += usize::from(!problems.is_empty());
        }
        println!(
            "{name}: {FILES} files in {total:.1?}, the longest {longest:.1?}; {cut_off} with a problem"
        );
    }
}
