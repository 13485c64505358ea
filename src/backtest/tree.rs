//! Trees of commits, read from git's objects into an index.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::backlog::{CONTEXT_DIR, is_of_backlog};
use crate::git::{Blob, Error, Git, Objects};
use crate::index::Index;
use crate::model::{FileFacts, RepoPath, SourceFile};
use crate::words::Lexers;
use crate::{discover, scan};

/// Number of bytes of unread blobs that are held at once.
const CHUNK_BYTES: usize = 32 << 20;

/// Number of files' facts beyond which those that no recent tree holds are dropped. The facts of a
/// source file take some 10 kB.
const MAX_FACTS: usize = 100_000;

/// Number of trees that count as recent.
const RECENT_TREES: u64 = 16;

/// Blob at a path: the path decides what the blob is read as.
type Key = (String, RepoPath);

/// Facts of a blob at a path.
#[derive(Debug)]
struct Known {
    facts: Arc<FileFacts>,
    /// Size in bytes; 0 where the blob is missing.
    size: u64,
    /// Number of the last tree that held it.
    used: u64,
}

/// Reader of the trees of a repository's commits. No blob is parsed twice.
#[derive(Debug)]
pub struct Trees {
    git: Git,
    objects: Objects,
    known: HashMap<Key, Known>,
    lexers: Lexers,
    /// Number of trees that were read.
    count: u64,
    misses_blobs: bool,
}

impl Trees {
    /// Opens the repository that holds `folder`. Paths are relative to `folder`, and what lies
    /// outside of it is left out, as by the log.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let git = Git::at(folder);
        let objects = Objects::open(&git)?;
        Ok(Self {
            git,
            objects,
            known: HashMap::new(),
            lexers: Lexers::default(),
            count: 0,
            misses_blobs: false,
        })
    }

    /// Returns whether no blob was missing so far.
    pub fn is_whole(&self) -> bool {
        !self.misses_blobs
    }

    /// Merges the facts of the tree of `commit`, less what a walk of it would not list, the folders
    /// of task trackers, ctx's context folder, which holds the answer, and the backlogs `leave_out` with
    /// their archives.
    ///
    /// Blobs that are missing (partial clones), binary or larger than [`discover::MAX_TEXT_BYTES`]
    /// are known by their paths only. Fails where there is no such commit, or git fails.
    pub fn index(&mut self, commit: &str, leave_out: &[&str]) -> Result<Index, Error> {
        self.count += 1;
        let mut entries = self.list(commit)?;
        entries.retain(|(_, path)| {
            !path.is_below(CONTEXT_DIR)
                && !leave_out.iter().any(|backlog| is_of_backlog(path, backlog))
        });
        self.learn(&entries)?;
        let mut files = Vec::with_capacity(entries.len());
        let mut facts = Vec::with_capacity(entries.len());
        for key in &entries {
            if let Some(known) = self.known.get_mut(key) {
                known.used = self.count;
                files.push(discover::describe(key.1.clone(), known.size));
                facts.push(Arc::clone(&known.facts));
            }
        }
        self.place_origins(&mut files, &entries);
        self.forget();
        Ok(Index::build(files.into_iter().zip(facts).collect()))
    }

    /// Lists the regular files that a walk would list, sorted by path.
    fn list(&self, commit: &str) -> Result<Vec<Key>, Error> {
        let output = self.git.run(&["ls-tree", "-r", "-z", "--end-of-options", commit])?;
        let mut entries = Vec::new();
        for entry in output.split(|&byte| byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let Some((meta, path)) = entry.split_once('\t') else { continue };
            let ["100644" | "100755" | "100664", "blob", object] =
                meta.split(' ').collect::<Vec<_>>()[..]
            else {
                continue; // a symbolic link or a submodule
            };
            if let Some(path) = RepoPath::new(path).filter(|path| !discover::is_state(path)) {
                entries.push((object.to_owned(), path));
            }
        }
        entries.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        // Two names that differ only in bytes that are not UTF-8 read alike.
        entries.dedup_by(|a, b| a.1 == b.1);
        Ok(entries)
    }

    /// Reads the unknown blobs one after the other, and their facts in parallel.
    fn learn(&mut self, entries: &[Key]) -> Result<(), Error> {
        let mut unread: Vec<(&Key, u64, Option<Vec<u8>>)> = Vec::new();
        let mut bytes = 0;
        for key in entries {
            if self.known.contains_key(key) {
                continue;
            }
            let (size, content) = self.blob(&key.0)?;
            bytes += content.as_ref().map_or(0, Vec::len);
            unread.push((key, size, content));
            if bytes > CHUNK_BYTES {
                self.read(std::mem::take(&mut unread));
                bytes = 0;
            }
        }
        self.read(unread);
        Ok(())
    }

    fn read(&mut self, unread: Vec<(&Key, u64, Option<Vec<u8>>)>) {
        let used = self.count;
        let read: Vec<(Key, Known)> = unread
            .into_par_iter()
            .with_max_len(1)
            .map(|(key, size, content)| {
                let file = discover::describe(key.1.clone(), size);
                let (facts, _) =
                    self.lexers.lend(|lexer| scan::blob(&file, content.as_deref(), lexer));
                (key.clone(), Known { facts: Arc::new(facts), size, used })
            })
            .collect();
        self.known.extend(read);
    }

    /// Returns the size of a blob, and its bytes where text facts are read from them.
    fn blob(&mut self, object: &str) -> Result<(u64, Option<Vec<u8>>), Error> {
        Ok(match self.objects.blob(object, discover::MAX_TEXT_BYTES)? {
            Blob::Content(content) => (
                content.len() as u64,
                Some(content).filter(|content| !discover::is_binary(content)),
            ),
            Blob::TooLarge(size) => (size, None),
            Blob::Missing => {
                self.misses_blobs = true;
                (0, None)
            }
        })
    }
    /// Adds the origins that the tree's own `.gitattributes` state.
    fn place_origins(&mut self, files: &mut [SourceFile], entries: &[Key]) {
        let mut problems = Vec::new();
        discover::place_origins(files, &mut problems, |file| {
            let at = entries.binary_search_by(|(_, path)| path.cmp(&file.path));
            let content = at.ok().and_then(|at| self.blob(&entries[at].0).ok());
            (content.and_then(|(_, content)| content), None)
        });
    }

    /// Drops the facts that no recent tree holds, if there are many.
    fn forget(&mut self) {
        if self.known.len() > MAX_FACTS {
            let oldest = self.count.saturating_sub(RECENT_TREES);
            self.known.retain(|_, known| known.used > oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Trees;
    use crate::git::sample::Repository;
    use crate::index::Index;
    use crate::model::Origin;

    fn paths(index: &Index) -> Vec<&str> {
        index.files.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn a_tree_is_read_as_a_walk_of_it_would_be() {
        let repository = Repository::empty();
        repository.write("TASKS.md", "- [ ] a\n");
        repository.write("docs/TODO.md", "- [ ] a\n");
        repository.write("docs/archive/old.md", "- [x] a\n");
        repository.write(".context/DECISIONS.md", "# a\n");
        repository.write("sub/.idea/x.xml", "x");
        repository.write("a.go", "package a\n\nfunc Tabs() {}\n");
        repository.write("b.bin", b"\0Tabs");
        repository.write("c.txt", "made");
        repository.write(".gitattributes", "c.txt linguist-generated\n");
        let first = repository.commit("Begin");
        repository.write("a.go", "package a\n");
        repository.write("d.go", "package d\n");
        repository.commit("Go on");

        let mut trees = Trees::open(repository.path()).unwrap();
        let index = trees.index(&first, &["TASKS.md", "docs/TODO.md"]).unwrap();
        assert_eq!(paths(&index), [".gitattributes", "a.go", "b.bin", "c.txt"]);
        let sizes: Vec<_> = index.files.iter().map(|file| file.size).collect();
        assert_eq!(sizes, [25, 26, 5, 4]);
        assert_eq!(index.files[3].origin, Origin::Generated);
        assert_eq!(index.symbols.named("tabs").len(), 1);
        assert_eq!(trees.known.len(), 4);

        let later = trees.index("HEAD", &["TASKS.md", "docs/TODO.md"]).unwrap();
        assert_eq!(paths(&later), [".gitattributes", "a.go", "b.bin", "c.txt", "d.go"]);
        assert_eq!(later.symbols.named("tabs").len(), 0);
        assert_eq!(trees.known.len(), 6);

        let sub = Trees::open(&repository.path().join("docs")).unwrap().index("HEAD", &[]).unwrap();
        assert_eq!(paths(&sub), ["TODO.md", "archive/old.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_no_files_and_odd_names_are() {
        let repository = Repository::empty();
        repository.write("a\n\"b\".txt", "text");
        std::os::unix::fs::symlink("nowhere", repository.path().join("link")).unwrap();
        repository.commit("Begin");
        let mut trees = Trees::open(repository.path()).unwrap();
        assert_eq!(paths(&trees.index("HEAD", &[]).unwrap()), ["a\n\"b\".txt"]);
        assert!(trees.index("nowhere", &[]).is_err());
        assert!(trees.index("--help", &[]).is_err());
    }
}
