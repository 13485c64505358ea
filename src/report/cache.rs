//! The cache in words.

use std::path::Path;

use crate::model::{CacheTrouble, CacheUsage, shown};

/// Says how much is cached, of at most `limit` bytes, and where.
pub fn render_cache_size(usage: CacheUsage, limit: u64, folder: &Path) -> String {
    let limit = limit >> 20;
    format!("{} in {}, of at most {limit} MiB\n", amount(usage), shown(folder))
}

/// Says what was removed from the cache.
pub fn render_cache_cleared(removed: CacheUsage, folder: &Path) -> String {
    format!("removed {} from {}\n", amount(removed), shown(folder))
}

/// Says why the cache saves less time than it could.
pub fn render_cache_trouble(trouble: &CacheTrouble) -> String {
    match trouble {
        CacheTrouble::Damaged { entry } => {
            format!("the cache was damaged ({entry}), so that this run took longer; it is replaced")
        }
        CacheTrouble::Unreadable { entry, reason } => {
            format!("the cache cannot be read ({entry}: {reason}), so that runs take longer")
        }
        CacheTrouble::Unwritable { reason } => {
            format!("the cache cannot be written ({reason}), so that the next run takes as long")
        }
    }
}

fn amount(usage: CacheUsage) -> String {
    let entries = if usage.entries == 1 { "entry" } else { "entries" };
    let tenths = usage.bytes.saturating_mul(10) >> 20;
    format!("{} {entries}, {}.{} MiB", usage.entries, tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_texts() {
        let usage = |entries, bytes| CacheUsage { entries, bytes };
        let folder = Path::new("/home/me/.cache/ctx-analyze");
        let entry = || "ctx-facts-00ff".to_owned();
        let reason = |text: &str| text.to_owned();
        let troubles = [
            CacheTrouble::Damaged { entry: entry() },
            CacheTrouble::Unreadable { entry: entry(), reason: reason("Permission denied") },
            CacheTrouble::Unwritable { reason: reason("No space left on device") },
        ];
        let texts = [
            render_cache_size(usage(0, 0), 512 << 20, folder),
            render_cache_size(usage(1, 1_500_000), 512 << 20, folder),
            render_cache_cleared(usage(12, 30 << 20), folder),
        ];
        let troubles = troubles.iter().map(render_cache_trouble);
        let all: Vec<String> = texts.into_iter().chain(troubles).collect();
        insta::assert_snapshot!(all.join("\n"));
    }
}
