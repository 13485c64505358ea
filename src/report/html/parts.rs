//! Parts that pages share: the bar at the top, the search, chips, sections, tables and lists.

use super::Markup;
use crate::model::Prediction;

/// Returns the name of the analysed folder.
pub fn project(prediction: &Prediction) -> String {
    let name = prediction.root.file_name();
    name.map_or_else(|| "ctx analyze".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Adds the bar: a link behind it for the keyboard, the brand, the sections and the button that changes the
/// colours, which needs the script.
pub fn bar(body: &mut Markup, skip: &str, project: &str, sections: &[(&str, &str)]) {
    body.element("a", &[("class", "skip"), ("href", "#main")], skip);
    body.inside("header", &[("class", "bar")], |bar| {
        bar.inside("p", &[("class", "brand")], |brand| {
            brand.inline("b", &[], "ctx");
            brand.text(" ");
            brand.inline("span", &[], project);
        });
        bar.inside("nav", &[("aria-label", "Sections")], |nav| {
            for (fragment, name) in sections {
                nav.element("a", &[("href", fragment)], name);
            }
        });
        let theme = [("type", "button"), ("id", "theme"), ("hidden", ""), ("class", "button")];
        bar.element("button", &theme, "Theme");
    });
}

/// Adds the form of the search and of the filters behind it. It needs the script, which shows it.
pub fn filter(body: &mut Markup, search: &str, filters: impl FnOnce(&mut Markup)) {
    let form = [("id", "filter"), ("role", "search"), ("class", "filter"), ("hidden", "")];
    body.inside("form", &form, |form| {
        form.inside("label", &[("class", "search")], |label| {
            label.inline("span", &[("class", "quiet")], search);
            label.void(
                "input",
                &[
                    ("type", "search"),
                    ("id", "query"),
                    ("placeholder", search),
                    ("autocomplete", "off"),
                    ("spellcheck", "false"),
                    ("aria-keyshortcuts", "/"),
                ],
            );
            label.inline("kbd", &[("aria-hidden", "true")], "/");
        });
        filters(form);
        form.element("output", &[("id", "found"), ("for", "query"), ("aria-live", "polite")], "");
    });
}

/// Adds a choice of several, each on at first.
pub fn chips(form: &mut Markup, legend: &str, chips: impl FnOnce(&mut Markup)) {
    form.inside("fieldset", &[("class", "chips")], |fieldset| {
        fieldset.element("legend", &[("class", "quiet")], legend);
        chips(fieldset);
    });
}

/// Adds one of the chips.
pub fn chip(chips: &mut Markup, class: &str, (group, value): (&str, &str), name: &str) {
    let classes = format!("chip {class}");
    chips.inside("label", &[("class", &classes)], |label| {
        label.void(
            "input",
            &[("type", "checkbox"), ("name", group), ("value", value), ("checked", "")],
        );
        label.inline("span", &[], name);
    });
}

/// Adds a choice of one.
pub fn select(form: &mut Markup, id: &str, label: &str, options: impl FnOnce(&mut Markup)) {
    form.inside("label", &[("class", "select")], |it| {
        it.inline("span", &[("class", "quiet")], label);
        it.inside("select", &[("id", id)], options);
    });
}

/// Adds a section with a heading and a remark.
pub fn section(
    main: &mut Markup,
    id: &str,
    heading: &str,
    remark: &str,
    content: impl FnOnce(&mut Markup),
) {
    let title = format!("{id}-title");
    main.inside("section", &[("id", id), ("aria-labelledby", &title)], |section| {
        section.element("h2", &[("id", &title)], heading);
        if !remark.is_empty() {
            section.element("p", &[("class", "dim remark")], remark);
        }
        content(section);
    });
}

/// Adds a table, which scrolls by itself on a narrow screen.
pub fn table(parent: &mut Markup, caption: &str, head: &[&str], rows: impl FnOnce(&mut Markup)) {
    let scrolling =
        [("class", "wide"), ("role", "group"), ("aria-label", caption), ("tabindex", "0")];
    parent.inside("div", &scrolling, |wide| {
        wide.inside("table", &[], |table| {
            table.element("caption", &[], caption);
            table.inside("thead", &[], |thead| {
                thead.inside("tr", &[], |row| {
                    for name in head {
                        row.element("th", &[("scope", "col")], name);
                    }
                });
            });
            table.inside("tbody", &[], rows);
        });
    });
}

/// Adds figures: name, value and remark of each.
pub fn figures(main: &mut Markup, figures: &[(&str, String, String)]) {
    main.inside("dl", &[("class", "figures")], |list| {
        for (name, value, remark) in figures {
            list.inside("div", &[], |figure| {
                figure.element("dt", &[], name);
                figure.element("dd", &[("class", "value")], value);
                figure.element("dd", &[("class", "dim")], remark);
            });
        }
    });
}
