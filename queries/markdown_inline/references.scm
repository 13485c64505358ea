; What a stretch of Markdown text points at.

(code_span) @reference.code

(inline_link (link_destination) @name) @reference.link
(image (link_destination) @name) @reference.link
