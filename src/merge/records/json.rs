//! Objects and arrays of JSON with the text between their values.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

/// Member of an object or element of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// Name in an object; empty in an array.
    pub name: String,
    /// Text before the comma that is before it; empty for the first one.
    pub gap: &'a str,
    /// Text from the bracket or comma to the value, with the name.
    pub lead: &'a str,
    /// Value as written.
    pub value: &'a str,
}

/// Object or array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Collection<'a> {
    pub is_object: bool,
    pub members: Vec<Member<'a>>,
    /// Text from the last value to the end, with the bracket.
    pub tail: &'a str,
}

/// Names and values of an object, in order.
struct Named<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Named<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Named<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Named(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

impl<'a> Collection<'a> {
    /// Splits an object or array, without blanks around it. `None` for all else.
    pub fn of(raw: &'a str) -> Option<Self> {
        let is_object = raw.starts_with('{');
        let values: Vec<(String, &RawValue)> = if is_object {
            serde_json::from_str::<Named>(raw).ok()?.0
        } else if raw.starts_with('[') {
            let values: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            values.into_iter().map(|value| (String::new(), value)).collect()
        } else {
            return None;
        };
        let mut members = Vec::with_capacity(values.len());
        let mut end = 1;
        for (name, value) in values {
            let value = value.get();
            let start = value.as_ptr().addr() - raw.as_ptr().addr();
            let between = &raw[end..start];
            let (gap, lead) = match between.split_once(',').filter(|_| !members.is_empty()) {
                Some(parts) => parts,
                None => ("", between),
            };
            members.push(Member { name, gap, lead, value });
            end = start + value.len();
        }
        Some(Self { is_object, members, tail: &raw[end..] })
    }

    /// Returns the value of a member of an object.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.members.iter().find(|member| member.name == name).map(|member| member.value)
    }

    /// Returns a member that is a text or number.
    pub fn scalar(&self, name: &str) -> Option<String> {
        scalar(self.get(name)?)
    }
}

/// Returns a text or number without quotes and blanks around it.
pub(super) fn scalar(raw: &str) -> Option<String> {
    match serde_json::from_str(raw).ok()? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Maximum size of values whose meaning is compared as a whole, in bytes. Larger ones are compared by
/// their parts.
const MAX_COMPARED_BYTES: usize = 1 << 20;

/// Returns true if two values mean the same. Numbers are equal to texts of the same digits, since tools
/// turn ids from one to the other; the order of members does not count.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let is_small = one.len().max(other.len()) <= MAX_COMPARED_BYTES;
    one == other
        || is_small && matches!((canonical(one), canonical(other)), (Some(a), Some(b)) if a == b)
}

fn canonical(raw: &str) -> Option<Value> {
    fn texts(value: Value) -> Value {
        match value {
            Value::Number(number) => Value::String(number.to_string()),
            Value::Array(values) => Value::Array(values.into_iter().map(texts).collect()),
            Value::Object(members) => {
                let members: BTreeMap<String, Value> =
                    members.into_iter().map(|(name, value)| (name, texts(value))).collect();
                Value::Object(members.into_iter().collect())
            }
            other => other,
        }
    }
    serde_json::from_str(raw).ok().map(texts)
}

/// Returns the key by which an element of an array is found in another version: its text, or the
/// fields that name it. `None` if it has none.
pub(super) fn key(raw: &str) -> Option<String> {
    if let Some(text) = scalar(raw) {
        return Some(text);
    }
    let fields = Collection::of(raw).filter(|it| it.is_object)?;
    let named = |names: &[&str]| -> Option<String> {
        let values: Option<Vec<String>> = names.iter().map(|name| fields.scalar(name)).collect();
        Some(values?.join("\u{1}"))
    };
    named(&["id"])
        .or_else(|| named(&["depends_on_id", "type"]))
        .or_else(|| named(&["depends_on_id"]))
        .or_else(|| named(&["path"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_text_of_a_collection_is_in_its_parts() {
        for raw in ["{\n  \"a\": [1, 2],\n  \"b\" : {} ,\"c\":null }", "[ ]", "{}", "[1 , \"x\"\n]"]
        {
            let collection = Collection::of(raw).unwrap();
            let mut text = raw[..1].to_owned();
            for (at, member) in collection.members.iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                text.extend([member.gap, comma, member.lead, member.value]);
            }
            text.push_str(collection.tail);
            assert_eq!(text, raw);
        }
        assert_eq!(Collection::of("\"a\""), None);
        assert_eq!(Collection::of("{\"a\":"), None);
    }

    #[test]
    fn values_are_compared_by_their_meaning() {
        assert!(is_same("{\"a\":1,\"b\":[\"2\"]}", "{ \"b\": [2], \"a\": \"1\" }"));
        assert!(!is_same("[1,2]", "[2,1]") && !is_same("null", "\"null\""));
        assert_eq!(key("{\"id\": 3}"), key("{\"id\":\"3\",\"x\":1}"));
        assert_eq!((key("{\"a\":1}"), key("[1]")), (None, None));
    }
}
