//! Keys, and the bytes of an entry: mark, build, key, content, checksum.

use std::fmt::Write as _;

/// First bytes of every entry.
const MAGIC: &[u8] = b"ctx-analyze kept\n";

/// Fingerprint of the sources of this build; see `build.rs`.
const BUILD: &[u8] = concat!(env!("CARGO_PKG_VERSION"), " ", env!("CTX_SOURCES"), "\n").as_bytes();

/// Length of a checksum, in bytes.
const SUM_BYTES: usize = 32;

/// Digest of content: the first half of its BLAKE3 hash. A stranger's file cannot pass for another.
pub type Digest = [u8; 16];

/// Computes the digest of parts that follow each other; each is preceded by its length.
pub fn digest(parts: &[&[u8]]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut digest = Digest::default();
    hasher.finalize_xof().fill(&mut digest);
    digest
}

/// Key of an entry: all that its content depends on, besides this build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    tenant: &'static str,
    text: Vec<u8>,
}

impl Key {
    /// Makes the key of a tenant, a short word in lower case.
    pub fn new(tenant: &'static str, text: Vec<u8>) -> Self {
        Self { tenant, text }
    }

    /// Returns the name of its entry.
    pub(super) fn name(&self) -> String {
        let mut name = format!("{}{}-", super::folder::PREFIX, self.tenant);
        for byte in digest(&[BUILD, self.tenant.as_bytes(), &self.text]) {
            // A string takes all that is written to it.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }

    fn head(&self) -> Vec<u8> {
        let length = (self.text.len() as u64).to_le_bytes();
        [MAGIC, BUILD, self.tenant.as_bytes(), b"\n", &length, &self.text].concat()
    }

    /// Returns the bytes of its entry.
    pub fn entry(&self, content: &[u8]) -> Vec<u8> {
        let (head, sum) = self.around(content);
        [&head, content, &sum].concat()
    }

    /// Returns the bytes that stand before and behind the content in its entry.
    pub(super) fn around(&self, content: &[u8]) -> (Vec<u8>, [u8; SUM_BYTES]) {
        let head = self.head();
        let sum = blake3::Hasher::new().update(&head).update(content).finalize();
        (head, *sum.as_bytes())
    }

    /// Returns the content of an entry; `None` if it is not whole or of another key.
    pub fn content(&self, mut entry: Vec<u8>) -> Option<Vec<u8>> {
        let (rest, sum) = entry.split_last_chunk::<SUM_BYTES>()?;
        let head = self.head();
        if !rest.starts_with(&head) || blake3::hash(rest).as_bytes() != sum {
            return None;
        }
        entry.truncate(entry.len() - SUM_BYTES);
        entry.drain(..head.len());
        Some(entry)
    }
}
