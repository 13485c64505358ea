//! The folder of what is kept between runs.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// Returns where histories are kept: below `XDG_CACHE_HOME`, else below where the system has such
/// things. `None` where that is nowhere.
pub fn histories() -> Option<PathBuf> {
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
    Some(folder.join("ctx-analyze").join("history"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_folders_count() {
        let home = || Some(PathBuf::from("/home/me/.cache"));
        let expected = |folder: &str| Some(PathBuf::from(folder).join("ctx-analyze/history"));
        assert_eq!(below(Some("/x".into()), home()), expected("/x"));
        assert_eq!(below(Some("x".into()), home()), expected("/home/me/.cache"));
        assert_eq!(below(Some("".into()), None), None);
        assert_eq!(below(None, Some("x".into())), None);
    }
}
