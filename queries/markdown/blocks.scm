; The block structure of a Markdown file.

(atx_heading heading_content: (inline)? @name) @definition.heading
(setext_heading heading_content: (paragraph) @name) @definition.heading

(link_reference_definition (link_destination) @name) @reference.link

[(minus_metadata) (plus_metadata)] @definition.metadata

[(inline) (pipe_table_cell)] @injection.content
