//! A bare clone, read blob by blob.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use ctx_analyze::discover;
use ctx_analyze::index::Index;
use ctx_analyze::model::{FileFacts, RepoPath, SourceFile};
use ctx_analyze::syntax;
use ctx_analyze::words::Lexer;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Larger blobs are known by their paths only, as in a walk.
const LARGEST_BLOB: u64 = 4 << 20;

/// Folders in which task trackers keep their state: they hold the answer.
const TRACKERS: &[&str] = &[".beads", ".beans", ".context", ".taskmaster"];

/// A bare clone with the facts of the blobs read so far.
pub struct Clone {
    folder: PathBuf,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    facts: HashMap<(String, String), Arc<FileFacts>>,
}

#[expect(clippy::disallowed_methods, reason = "a study of clones, not the product")]
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder);
    git
}

impl Clone {
    /// Starts reading a clone.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut process = git(folder)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("start git")?;
        let input = process.stdin.take().context("git's input")?;
        let output = BufReader::new(process.stdout.take().context("git's output")?);
        Ok(Self { folder: folder.to_owned(), process, input, output, facts: HashMap::new() })
    }

    /// The merged facts of a commit's tree, less the backlog and the trackers' folders.
    pub fn index(&mut self, commit: &str, backlog: &str) -> Result<Index> {
        let mut files = self.list(commit)?;
        files.retain(|(file, _)| {
            file.path.as_str() != backlog
                && !TRACKERS.iter().any(|tracker| file.path.is_below(tracker))
        });
        let mut unread = Vec::new();
        for (file, object) in &files {
            let key = (object.clone(), file.path.as_str().to_owned());
            if !self.facts.contains_key(&key) {
                unread.push((key, file.clone(), self.blob(object, file.size)?));
            }
        }
        let read: Vec<_> = unread
            .into_par_iter()
            .map_init(Lexer::default, |lexer, (key, file, content)| {
                (key, Arc::new(facts(&file, content.as_deref(), lexer)))
            })
            .collect();
        self.facts.extend(read);
        let with_facts = files.into_iter().map(|(file, object)| {
            let facts = self.facts[&(object, file.path.as_str().to_owned())].as_ref().clone();
            (file, facts)
        });
        Ok(Index::build(with_facts.collect()))
    }

    fn list(&self, commit: &str) -> Result<Vec<(SourceFile, String)>> {
        let output = git(&self.folder).args(["ls-tree", "-r", "-z", "--long", commit]).output()?;
        if !output.status.success() {
            bail!("git ls-tree {commit}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let mut files = Vec::new();
        for entry in
            String::from_utf8_lossy(&output.stdout).split('\0').filter(|entry| !entry.is_empty())
        {
            let (meta, path) = entry.split_once('\t').context("an entry without a path")?;
            let fields: Vec<&str> = meta.split_whitespace().collect();
            let [mode, "blob", object, size] = fields[..] else { continue };
            if mode == "120000" {
                continue;
            }
            if let Some(file) =
                RepoPath::new(path).map(|path| discover::describe(path, size.parse().unwrap_or(0)))
            {
                files.push((file, object.to_owned()));
            }
        }
        files.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        Ok(files)
    }

    fn blob(&mut self, object: &str, size: u64) -> Result<Option<Vec<u8>>> {
        if size > LARGEST_BLOB {
            return Ok(None);
        }
        writeln!(self.input, "{object}")?;
        self.input.flush()?;
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        // A clone may lack its largest blobs: `<object> missing`.
        let Some(size) =
            header.split_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok())
        else {
            return Ok(None);
        };
        let mut content = vec![0; size + 1];
        self.output.read_exact(&mut content)?;
        content.pop();
        let binary = content[..content.len().min(8 << 10)].contains(&0);
        Ok((!binary).then_some(content))
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn facts(file: &SourceFile, content: Option<&[u8]>, lexer: &mut Lexer) -> FileFacts {
    let Some(content) = content else { return FileFacts::default() };
    let (mut facts, _) = syntax::read_facts(file, content);
    facts.terms = lexer.count(content);
    facts
}
