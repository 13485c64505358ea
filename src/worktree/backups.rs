//! Backups that teardowns made: whether a branch has their commits, and their removal.

use std::fs;

use super::backup::KEPT;
use super::error::refuse;
use super::{Error, Home, TeardownRefusal};
use crate::git::Git;
use crate::model::{Backup, Kept};

/// Returns all backups, by name.
pub fn backups(home: &Home) -> Result<Vec<Backup>, Error> {
    let git = Git::at(&home.main()?.path);
    let listed =
        git.line(&["for-each-ref", "--format=%(objectname) %(refname)", "refs/ctx/backup/"])?;
    let mut backups = Vec::new();
    for (commit, reference) in listed.lines().filter_map(|line| line.split_once(' ')) {
        let Some(name) = reference.strip_prefix("refs/ctx/backup/") else { continue };
        let contains = format!("--contains={commit}");
        let branch = ["for-each-ref", "--count=1", "--format=%(refname)", &contains, "refs/heads"];
        // This fails if the commit is damaged; then no branch has it.
        let branch = git.attempt(&branch)?;
        let branch = String::from_utf8_lossy(&branch.stdout).trim().to_owned();
        let branch = branch.strip_prefix("refs/heads/").map(str::to_owned);
        backups.push(Backup {
            name: name.to_owned(),
            track: name.rsplit_once('/').map_or(name, |(track, _)| track).to_owned(),
            what: Kept::Commit {
                reference: reference.to_owned(),
                commit: commit.to_owned(),
                branch,
            },
        });
    }
    home.check_folder(&[KEPT])?;
    let folder = home.folder().join(KEPT);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(backups),
        entries => entries.map_err(Error::file(&folder))?,
    };
    for entry in entries {
        let path = entry.map_err(Error::file(&folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        backups.push(Backup {
            track: name.rsplit_once('-').map_or(&*name, |(track, _)| track).to_owned(),
            name: format!("{KEPT}/{name}"),
            what: Kept::Files(path),
        });
    }
    backups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(backups)
}

/// Refuses a name that no backup has.
pub fn check_names(backups: &[Backup], names: &[String]) -> Result<(), Error> {
    let Some(name) = names.iter().find(|name| !backups.iter().any(|it| it.is_called(name))) else {
        return Ok(());
    };
    let known = backups.iter().map(|backup| backup.name.clone()).collect();
    refuse(TeardownRefusal::NoSuchBackup { name: name.clone(), known })
}

/// Removes a backup, if it has not changed since it was listed.
pub fn drop_backup(home: &Home, backup: &Backup) -> Result<(), Error> {
    match &backup.what {
        Kept::Commit { reference, commit, .. } => {
            Git::changing(&home.main()?.path).run(&["update-ref", "-d", reference, commit])?;
        }
        Kept::Files(folder) => fs::remove_dir_all(folder).map_err(Error::file(folder))?,
    }
    Ok(())
}
