//! The folder of what is kept between runs, and `ctx cache`.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use super::output;
use super::refusal::Refusal;
use crate::cache::{self, MAX_BYTES, Store};
use crate::model::shown;
use crate::report;

const EXAMPLES: &str = "\
Examples:
  ctx cache size     show how much is cached, and where
  ctx cache clear    remove it; the next run takes longer";

const NOTES: &str = "\
The cache holds facts of files, histories, answers and replays. It never changes an answer. When
it grows beyond its limit, the entries that were not used for longest are removed.

Exit codes:
  0  Success, including when nothing is cached
  2  No answer: wrong usage, no cache directory, or it cannot be read or cleared";

/// Options of commands that use the cache.
#[derive(Debug, Args)]
pub struct Options {
    /// Read everything again, and write nothing into the cache
    #[arg(long)]
    no_cache: bool,

    /// Cache in DIR [default: ctx-analyze in the user's cache directory]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache_dir: Option<PathBuf>,
}

/// Show or clear what is cached between runs
#[derive(Debug, Args)]
#[command(display_order = 800, before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// What to do
    action: Action,

    /// Cache in DIR [default: ctx-analyze in the user's cache directory]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Action {
    Size,
    Clear,
}

/// Shows or clears the cache.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folder = arguments.cache_dir.clone().or_else(folder).ok_or(Refusal::NoCacheFolder)?;
    let name = shown(&folder);
    let text = match arguments.action {
        Action::Size => {
            let usage =
                cache::usage(&folder).with_context(|| format!("cannot read the cache {name}"))?;
            report::render_cache_size(usage, MAX_BYTES, &folder)
        }
        Action::Clear => {
            let removed =
                cache::clear(&folder).with_context(|| format!("cannot clear the cache {name}"))?;
            report::render_cache_cleared(removed, &folder)
        }
    };
    output::print(&text)
}

/// Returns the store that the options name. `None` where nothing is to be kept, or there is no place
/// for it.
pub fn store(options: &Options) -> Option<Arc<Store>> {
    if options.no_cache {
        return None;
    }
    let folder = options.cache_dir.clone().or_else(folder)?;
    // A relative folder stays the same, wherever the program goes.
    Some(Arc::new(Store::new(std::path::absolute(&folder).unwrap_or(folder))))
}

/// Says what is wrong with a store, in one line.
pub fn mention_trouble(store: Option<&Store>) {
    if let Some(trouble) = store.and_then(Store::trouble) {
        output::narrate(&report::render_cache_trouble(&trouble));
    }
}

/// Returns the folder below `XDG_CACHE_HOME`, else below where the system has such things. `None` where
/// that is nowhere.
fn folder() -> Option<PathBuf> {
    let system = if cfg!(windows) {
        env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else {
        env::home_dir().map(|home| home.join(".cache"))
    };
    below(env::var_os("XDG_CACHE_HOME"), system)
}

/// Chooses the cache folder. A relative path is ignored, as the XDG specification says.
fn below(xdg: Option<OsString>, system: Option<PathBuf>) -> Option<PathBuf> {
    let xdg = xdg.map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = xdg.or(system).filter(|folder| folder.is_absolute())?;
    Some(folder.join("ctx-analyze"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_folders_count() {
        let home = || Some(PathBuf::from("/home/me/.cache"));
        let expected = |folder: &str| Some(PathBuf::from(folder).join("ctx-analyze"));
        assert_eq!(below(Some("/x".into()), home()), expected("/x"));
        assert_eq!(below(Some("x".into()), home()), expected("/home/me/.cache"));
        assert_eq!(below(Some("".into()), None), None);
        assert_eq!(below(None, Some("x".into())), None);
    }
}
