//! Names that a slash only joins, which together are no path: `go.mod/go.sum`, `CI/Makefile`.

/// Names of files without an extension.
pub const EXTENSIONLESS: &[&str] = &["Makefile", "Dockerfile", "Justfile", "Taskfile"];

/// Length in bytes of an extension.
const MAX_EXTENSION_BYTES: usize = 4;

/// Returns the names that a slash only joins. The last one is written like a file, and each of the
/// others like a file or in capitals: no folder is. `None` for a path, such as `internal/hub/auth.go`.
pub fn joined(text: &str) -> Option<Vec<&str>> {
    let (others, last) = text.rsplit_once('/')?;
    let is_joined =
        is_file(last) && others.split('/').all(|name| is_file(name) || is_capitals(name));
    is_joined.then(|| text.split('/').collect())
}

fn is_file(name: &str) -> bool {
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=MAX_EXTENSION_BYTES).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    has_extension || EXTENSIONLESS.contains(&name)
}

fn is_capitals(name: &str) -> bool {
    name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_slash_joins_names_of_files_and_capitals() {
        assert_eq!(joined("CI/Makefile"), Some(vec!["CI", "Makefile"]));
        assert_eq!(joined("go.mod/go.sum"), Some(vec!["go.mod", "go.sum"]));
        assert_eq!(joined("README/CHANGELOG.md"), Some(vec!["README", "CHANGELOG.md"]));
        for path in
            ["internal/hub/auth.go", "build/Makefile", "auth.go", "CI/CD", "and/or", "v1.25/a.go"]
        {
            assert_eq!(joined(path), None, "{path}");
        }
    }
}
