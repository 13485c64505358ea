//! Merge of JSON values: members of objects by name, elements of arrays by key.

use super::Rules;
use super::align::{rows, unique};
use super::json::{self, Collection, Member, is_same};
use super::pieces::{BASE, Clash, OURS, Pieces, THEIRS};
use super::stamp;
use crate::model::ConflictKind;

/// Maximum nesting that is merged. Deeper values are merged as a whole.
const MAX_DEPTH: usize = 16;

/// Value in base, ours and theirs, as written.
pub(super) type Values<'a> = [Option<&'a str>; 3];

/// Place of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Name of the member; empty for elements of arrays and for the whole.
    pub name: &'a str,
    /// Record around it.
    pub title: &'a str,
    pub depth: usize,
}

impl Rules<'_> {
    /// Merges a value that both sides have. The base may lack it.
    pub(super) fn value(
        &self,
        place: Place,
        base: Option<&str>,
        [ours, theirs]: [&str; 2],
    ) -> Pieces {
        if let Some(one) = changed_by_one(base, [ours, theirs]) {
            return Pieces::text(one);
        }
        let clash = |kind| {
            let sides = [base.unwrap_or_default(), ours, theirs].map(str::to_owned);
            Pieces::clash(Clash { sides, title: place.title.to_owned(), kind })
        };
        let [text, our_text, their_text] =
            [base, Some(ours), Some(theirs)].map(|it| it.and_then(json::scalar));
        if place.name == self.fields.status {
            let texts = [text.as_deref(), our_text.as_deref(), their_text.as_deref()];
            return match self.status(texts) {
                Some(THEIRS) => Pieces::text(theirs),
                Some(_) => Pieces::text(ours),
                None => clash(ConflictKind::State),
            };
        }
        if self.is_stamp(place.name)
            && let Some(later) = stamp::later(ours, theirs)
        {
            return Pieces::text([ours, theirs][later]);
        }
        if let Some([total, done]) = self.fields.counts
            && (place.name == total || place.name == done)
        {
            // Counted again where the whole is known.
            return Pieces::text(ours);
        }
        if place.depth >= MAX_DEPTH {
            return clash(ConflictKind::Changed);
        }
        match (Collection::of(ours), Collection::of(theirs)) {
            (Some(our), Some(their)) if our.is_object == their.is_object => {
                let whole = base.and_then(Collection::of);
                let whole = whole.filter(|base| base.is_object == our.is_object);
                if is_other_record(whole.as_ref(), &our, &their) {
                    return clash(ConflictKind::SameId);
                }
                let title = if our.is_object { title(&our) } else { None };
                let title = title.as_deref().unwrap_or(place.title);
                let place = Place { title, depth: place.depth + 1, ..place };
                self.collection(place, [whole, Some(our), Some(their)])
                    .unwrap_or_else(|| clash(ConflictKind::Changed))
            }
            _ => clash(ConflictKind::Changed),
        }
    }

    /// Merges the members or elements of three collections of one kind. Returns `None` if the elements
    /// cannot be told apart.
    fn collection(&self, place: Place, versions: [Option<Collection>; 3]) -> Option<Pieces> {
        let [base, ours, theirs] = versions;
        let (ours, theirs) = (ours?, theirs?);
        let none = Collection { is_object: ours.is_object, members: Vec::new(), tail: "" };
        let versions = [base.unwrap_or(none), ours, theirs];
        let keys = |collection: &Collection| -> Option<Vec<String>> {
            let key = |member: &Member| {
                if collection.is_object {
                    Some(member.name.clone())
                } else {
                    json::key(member.value)
                }
            };
            collection.members.iter().map(key).collect::<Option<Vec<_>>>().map(unique)
        };
        let keys = [keys(&versions[BASE])?, keys(&versions[OURS])?, keys(&versions[THEIRS])?];
        let mut out = Written::new(&versions[OURS]);
        for row in rows([&keys[BASE], &keys[OURS], &keys[THEIRS]], false) {
            let members = [BASE, OURS, THEIRS]
                .map(|version| row[version].map(|at| &versions[version].members[at]));
            let Some(shown) = members[OURS].or(members[THEIRS]) else { continue };
            let name = if versions[OURS].is_object { shown.name.as_str() } else { "" };
            let title = if name.is_empty() { shown_title(shown.value) } else { None };
            let place = Place { name, title: title.as_deref().unwrap_or(place.title), ..place };
            match self.fate(place, members.map(|it| it.map(|it| it.value))) {
                Fate::Kept(pieces) => out.add(shown, pieces),
                Fate::Gone => {}
                Fate::Clash(sides) => out.add_or_not(shown, sides, place.title),
            }
        }
        let tail = if versions[OURS].members.is_empty() { THEIRS } else { OURS };
        Some(out.end(versions[tail].tail))
    }

    /// Decides about an item of a list, which a version may lack.
    pub(super) fn fate(&self, place: Place, values: Values) -> Fate {
        match values {
            [base, Some(ours), Some(theirs)] => Fate::Kept(self.value(place, base, [ours, theirs])),
            [None, Some(added), None] | [None, None, Some(added)] => {
                Fate::Kept(Pieces::text(added))
            }
            [Some(base), Some(left), None] | [Some(base), None, Some(left)] => {
                if is_same(base, left) {
                    Fate::Gone
                } else {
                    Fate::Clash(values.map(|it| it.map(str::to_owned)))
                }
            }
            [_, None, None] => Fate::Gone,
        }
    }
}

/// Fate of an item of a list.
pub(super) enum Fate {
    Kept(Pieces),
    Gone,
    /// One side removed it and the other changed it.
    Clash([Option<String>; 3]),
}

/// Returns the value of the only side that changed the meaning, or that changed the spelling.
fn changed_by_one<'a>(base: Option<&'a str>, [ours, theirs]: [&'a str; 2]) -> Option<&'a str> {
    if is_same(ours, theirs) {
        return Some(if base == Some(ours) { theirs } else { ours });
    }
    let is_as_before = |side: &str| base.is_some_and(|base| is_same(base, side));
    if is_as_before(ours) {
        return Some(theirs);
    }
    is_as_before(theirs).then_some(ours)
}

/// Returns true if the sides added records with one id that are not the same task.
fn is_other_record(base: Option<&Collection>, ours: &Collection, theirs: &Collection) -> bool {
    let differs = |name: &str| matches!((ours.scalar(name), theirs.scalar(name)), (Some(one), Some(other)) if one != other);
    base.is_none()
        && ours.is_object
        && ours.get("id").is_some()
        && (differs("title") || differs("text"))
}

/// Returns the name of a record for people: its id and title.
fn title(record: &Collection) -> Option<String> {
    let id = record.scalar("id")?;
    Some(match record.scalar("title") {
        Some(title) => format!("{id}: {title}"),
        None => id,
    })
}

fn shown_title(value: &str) -> Option<String> {
    title(&Collection::of(value).filter(|it| it.is_object)?)
}

/// Collection that is being written.
struct Written {
    pieces: Pieces,
    /// Members at the start that only some versions have. Commas follow them as soon as a member of all
    /// versions does.
    first: Vec<Optional>,
    /// Set until there is a member that all versions have.
    is_empty: bool,
    is_object: bool,
}

/// Member that only some versions have.
struct Optional {
    /// Text before the member, and that before its comma.
    lead: String,
    gap: String,
    sides: [Option<String>; 3],
    title: String,
}

impl Written {
    fn new(like: &Collection) -> Self {
        let pieces = Pieces::text(if like.is_object { "{" } else { "[" });
        Self { pieces, first: Vec::new(), is_empty: true, is_object: like.is_object }
    }

    /// Adds a member with the text before its value as it stands in `like`.
    fn add(&mut self, like: &Member, value: Pieces) {
        for Optional { lead, gap, sides, title } in std::mem::take(&mut self.first) {
            self.clash(&title, sides.map(|it| it.map(|it| format!("{lead}{it}{gap},"))));
        }
        let before = if self.is_empty { like.lead.to_owned() } else { comma(like.gap, like.lead) };
        self.pieces.push(&before);
        self.pieces.append(value);
        self.is_empty = false;
    }

    /// Adds a member that only some versions have. A comma goes with it.
    fn add_or_not(&mut self, like: &Member, sides: [Option<String>; 3], title: &str) {
        if self.is_empty {
            let (lead, gap) = (like.lead.to_owned(), like.gap.to_owned());
            self.first.push(Optional { lead, gap, sides, title: title.to_owned() });
        } else {
            let before = comma(like.gap, like.lead);
            self.clash(title, sides.map(|it| it.map(|it| format!("{before}{it}"))));
        }
    }

    fn clash(&mut self, title: &str, sides: [Option<String>; 3]) {
        let (title, kind) = (title.to_owned(), ConflictKind::Removed);
        let sides = sides.map(Option::unwrap_or_default);
        self.pieces.append(Pieces::clash(Clash { sides, title, kind }));
    }

    fn end(mut self, tail: &str) -> Pieces {
        let bracket = if self.is_object { "}" } else { "]" };
        let is_empty = self.is_empty && self.first.is_empty();
        // No member of all versions came: each version has commas between its own.
        let mut has_member = [false; 3];
        for Optional { lead, gap, sides, title } in std::mem::take(&mut self.first) {
            let mut written = sides;
            for (side, has_member) in written.iter_mut().zip(&mut has_member) {
                if let Some(text) = side {
                    let before = if *has_member { comma(&gap, &lead) } else { lead.clone() };
                    *has_member = true;
                    *side = Some(format!("{before}{text}"));
                }
            }
            self.clash(&title, written);
        }
        self.pieces.push(if is_empty { bracket } else { tail });
        self.pieces
    }
}

fn comma(gap: &str, lead: &str) -> String {
    format!("{gap},{lead}")
}
