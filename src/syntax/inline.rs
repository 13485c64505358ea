//! The inline content of Markdown: code spans and links.
//!
//! pulldown-cmark reads it, in time that grows with its size. The inline grammar of tree-sitter-md can
//! be kept busy by a short text of tangled marks, within one step of the parser, which nothing stops.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::model::{CodeSpan, Link};

/// Returns whether the text may hold code spans or links, for which it has to be read.
pub(super) fn may_hold_references(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'`', b']', text)
        .any(|at| text[at] == b'`' || text.get(at + 1) == Some(&b'('))
}

/// Reads the code spans and links of a text that begins on `line`.
pub(super) fn read(text: &str, line: u32, code_spans: &mut Vec<CodeSpan>, links: &mut Vec<Link>) {
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        let line = || line + breaks(&text.as_bytes()[..range.start]);
        match event {
            Event::Code(code) => {
                code_spans.push(CodeSpan { text: code.into_string(), line: line() });
            }
            Event::Start(
                Tag::Link { link_type: LinkType::Inline, dest_url, .. }
                | Tag::Image { link_type: LinkType::Inline, dest_url, .. },
            ) if !dest_url.is_empty() => {
                links.push(Link { target: dest_url.into_string(), line: line() });
            }
            _ => {}
        }
    }
}

fn breaks(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}
