//! Name of a repository at its remote.

use super::{Error, Git};

/// Returns `owner/name` of the remote `origin`; `None` without a remote, or if its address has no
/// such parts (a folder, say). The rest of the address may contain a password and is not used.
pub fn origin(git: &Git) -> Result<Option<String>, Error> {
    match git.run(&["config", "--get", "remote.origin.url"]) {
        Ok(address) => Ok(owner_and_name(String::from_utf8_lossy(&address).trim())),
        Err(Error::Failed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Parses `https://user:password@host/owner/name.git` or `git@host:owner/name`.
fn owner_and_name(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?.1,
        None => address.split_once(':')?.1,
    };
    let path = path.trim_matches('/');
    let (rest, name) = path.strip_suffix(".git").unwrap_or(path).rsplit_once('/')?;
    let owner = rest.rsplit('/').next()?;
    (!owner.is_empty() && !name.is_empty()).then(|| format!("{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::owner_and_name;

    #[test]
    fn addresses_tell_owner_and_name_and_no_password() {
        for (address, expected) in [
            ("https://example.com/owner/name.git", Some("owner/name")),
            ("https://user:secret@example.com/owner/name", Some("owner/name")),
            ("ssh://git@example.com:2222/group/owner/name.git/", Some("owner/name")),
            ("git@example.com:owner/name.git", Some("owner/name")),
            ("https://user:secret@example.com/name", None),
            ("/somewhere/owner/name", None),
            ("file:///somewhere/owner/name", None),
            ("", None),
        ] {
            assert_eq!(owner_and_name(address).as_deref(), expected, "{address}");
        }
    }
}
