//! The marks by which files say that a program wrote them.

use memchr::memmem;

/// Bytes at the beginning of an HTML file that are searched for its `generator`.
const HTML_HEAD_BYTES: usize = 4 << 10;

/// Lines at the beginning of a file that are searched for a notice.
const HEADER_LINES: usize = 5;

/// Looks for a comment with a notice, or for the generator of an HTML page.
pub(super) fn text(content: &[u8]) -> bool {
    has_notice(content, &[b"#", b"//", b"/*", b"*", b"--", b";", b"<!--", b"%", b"\""])
        || has_html_generator(&content[..content.len().min(HTML_HEAD_BYTES)])
}

/// Looks for a notice in an HTML comment.
pub(super) fn markdown(content: &[u8]) -> bool {
    has_notice(content, &[b"<!--"])
}

/// Looks for `^// Code generated .* DO NOT EDIT\.$` on a line of its own before the package clause
/// (<https://go.dev/s/generatedcode>).
pub(super) fn go(content: &[u8]) -> bool {
    content
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.starts_with(b"package "))
        .any(|line| {
            line.strip_prefix(b"// Code generated ")
                .is_some_and(|rest| rest.ends_with(b" DO NOT EDIT.") || rest == b"DO NOT EDIT.")
        })
}

fn has_notice(content: &[u8], comment_starts: &[&[u8]]) -> bool {
    content.splitn(HEADER_LINES + 1, |&byte| byte == b'\n').take(HEADER_LINES).any(|line| {
        let line = line.trim_ascii();
        comment_starts.iter().any(|start| line.starts_with(start))
            && (memmem::find(line, b"@generated").is_some()
                || memmem::find(line, b"DO NOT EDIT").is_some())
    })
}

/// Looks for `<meta name="generator" …>`, as static site generators write it.
fn has_html_generator(head: &[u8]) -> bool {
    memmem::find_iter(head, b"<meta").any(|at| {
        let tag = &head[at..];
        let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
        [&b"name=\"generator\""[..], b"name='generator'", b"name=generator"]
            .iter()
            .any(|name| memmem::find(tag, name).is_some())
    })
}
