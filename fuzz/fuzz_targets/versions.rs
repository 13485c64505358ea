//! Versions of a file out of the bytes of the fuzzer.

/// Splits bytes at `0xFF 0x00` into base, ours and theirs; what is missing is empty.
pub fn versions(bytes: &[u8]) -> [&[u8]; 3] {
    let mut versions = [&bytes[..0]; 3];
    let mut rest = bytes;
    for version in &mut versions {
        let end = rest.windows(2).position(|two| two == [0xFF, 0]).unwrap_or(rest.len());
        *version = &rest[..end];
        rest = rest.get(end + 2..).unwrap_or_default();
    }
    versions
}
