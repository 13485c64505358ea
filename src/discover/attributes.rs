//! Attributes in `.gitattributes` files that tell who wrote a file.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::{Problem, ProblemKind, RepoPath, SourceFile};

/// Statement that a file is generated or vendored; `None` where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Authorship {
    pub generated: Option<bool>,
    pub vendored: Option<bool>,
}

/// The lines of all `.gitattributes` files that matter here, weakest first: a deeper file outdoes a
/// shallower one, and a later line an earlier one.
#[derive(Default)]
pub(super) struct Attributes {
    globs: GlobSet,
    said: Vec<Rule>,
}

/// Statement of one line; `None` keeps that of earlier lines.
#[derive(Clone, Copy, Default)]
struct Rule {
    generated: Option<State>,
    vendored: Option<State>,
}

#[derive(Clone, Copy)]
enum State {
    Set,
    Unset,
    /// `!attribute`: as if nothing had been said before.
    Unspecified,
}

impl State {
    fn said(self) -> Option<bool> {
        match self {
            Self::Set => Some(true),
            Self::Unset => Some(false),
            Self::Unspecified => None,
        }
    }
}

impl Attributes {
    /// Reads every `.gitattributes` among the files, which are sorted by path.
    pub(super) fn collect(
        files: &[SourceFile],
        problems: &mut Vec<Problem>,
        mut read: impl FnMut(&SourceFile) -> (Option<Vec<u8>>, Option<Problem>),
    ) -> Self {
        let mut sources: Vec<&SourceFile> =
            files.iter().filter(|file| file.path.name() == ".gitattributes").collect();
        sources.sort_by_key(|file| file.path.components().count());
        let mut globs = GlobSetBuilder::new();
        let mut said = Vec::new();
        for file in sources {
            let (content, problem) = read(file);
            problems.extend(problem);
            let content = content.unwrap_or_default();
            for (number, line) in (1..).zip(String::from_utf8_lossy(&content).lines()) {
                let Some((pattern, rule)) = parse(line) else { continue };
                match glob(file.path.folder(), &pattern) {
                    Ok(glob) => {
                        globs.add(glob);
                        said.push(rule);
                    }
                    Err(error) => problems.push(Problem::at(
                        ProblemKind::AttributeRule,
                        file.path.as_str(),
                        number,
                        format!("pattern not understood: {error}; the line does not count"),
                    )),
                }
            }
        }
        // Each pattern compiles on its own, so the set fails only by its size; then nothing is said.
        globs.build().map_or_else(
            |error| {
                problems.push(Problem::new(
                    ProblemKind::AttributeRule,
                    ".gitattributes",
                    error.to_string(),
                ));
                Self { globs: GlobSet::empty(), said: Vec::new() }
            },
            |globs| Self { globs, said },
        )
    }

    /// Returns the value of each attribute in the last line that matches.
    pub(super) fn of(&self, path: &RepoPath) -> Authorship {
        let mut said = Authorship::default();
        if self.said.is_empty() {
            return said;
        }
        for index in self.globs.matches(path.as_str()) {
            let rule = self.said.get(index).copied().unwrap_or_default();
            said.generated = rule.generated.map_or(said.generated, State::said);
            said.vendored = rule.vendored.map_or(said.vendored, State::said);
        }
        said
    }
}

/// Returns a line's pattern and what it says; `None` where it says nothing of interest.
fn parse(line: &str) -> Option<(String, Rule)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.starts_with("[attr]") {
        return None;
    }
    let (pattern, attributes) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => line.split_once(char::is_whitespace),
    }?;
    let mut rule = Rule::default();
    for attribute in attributes.split_whitespace() {
        let (name, state) = if let Some((name, value)) = attribute.split_once('=') {
            (name, if matches!(value, "false" | "0") { State::Unset } else { State::Set })
        } else if let Some(name) = attribute.strip_prefix('-') {
            (name, State::Unset)
        } else if let Some(name) = attribute.strip_prefix('!') {
            (name, State::Unspecified)
        } else {
            (attribute, State::Set)
        };
        match name {
            "linguist-generated" => rule.generated = Some(state),
            "linguist-vendored" => rule.vendored = Some(state),
            _ => {}
        }
    }
    (rule.generated.is_some() || rule.vendored.is_some()).then(|| (pattern.to_owned(), rule))
}

/// Returns the pattern as git reads it: without a `/` it matches a name at any depth, else a path
/// from the folder of its file.
fn glob(folder: &str, pattern: &str) -> Result<globset::Glob, globset::Error> {
    let mut whole = globset::escape(folder);
    if !whole.is_empty() {
        whole.push('/');
    }
    if !pattern.contains('/') {
        whole.push_str("**/");
    }
    whole.push_str(pattern.trim_start_matches('/'));
    GlobBuilder::new(&whole).literal_separator(true).backslash_escape(true).build()
}
