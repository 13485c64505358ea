//! Times as tools write them.

/// Point in time: seconds and nanoseconds. A time without an offset counts as UTC.
type Instant = (i64, u32);

/// Returns the index of the later of two times, as they are written; 0 if they are equal. `None` if
/// one is no time.
pub(super) fn later(one: &str, other: &str) -> Option<usize> {
    Some(usize::from(instant(other)? > instant(one)?))
}

/// Reads `2026-11-29`, `2026-11-29 05:48` and RFC 3339, with or without quotes.
fn instant(text: &str) -> Option<Instant> {
    let text = text.trim().trim_matches(['"', '\'']);
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = days(year, month, day) * 86_400;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then_some((midnight, 0));
    };
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone);
    let (clock, fraction) = clock.trim().split_once('.').unwrap_or((clock.trim(), ""));
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().map_or(Some(0), Result::ok)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !digits(fraction) {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let offset = match zone.strip_prefix(['+', '-']) {
        None => 0,
        Some(offset) => {
            let (hours, minutes) = offset.split_once(':').or_else(|| offset.split_at_checked(2))?;
            let seconds = (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?) * 60;
            if zone.starts_with('-') { -seconds } else { seconds }
        }
    };
    Some((midnight + hour * 3600 + minute * 60 + second - offset, nanoseconds))
}

/// Returns the number of days from the first of March of the year 0 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that leap days are last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_compared_across_zones_and_spellings() {
        for (one, other, expected) in [
            ("'2026-11-29 05:48'", "'2026-11-29 05:49'", Some(1)),
            ("2026-11-29", "2026-11-29 00:00", Some(0)),
            ("\"2026-11-29T05:48:16.335Z\"", "\"2026-11-29T05:48:16.4Z\"", Some(1)),
            ("2026-01-01T00:30:00+01:00", "2025-12-31T23:40:00Z", Some(1)),
            ("2026-03-01T00:00:00Z", "2026-02-28T23:59:59.999999999-08:00", Some(1)),
            ("2026-01-01T00:00:00.1-08:00", "2026-01-01T00:00:00Z", Some(0)),
            ("yesterday", "2026-01-01", None),
            ("2026-13-01", "2026-01-01", None),
            ("", "", None),
        ] {
            assert_eq!(later(one, other), expected, "{one} {other}");
        }
        assert_eq!(days(2026, 3, 1) - days(2026, 2, 28), 1);
        assert_eq!(days(2024, 3, 1) - days(2024, 2, 28), 2);
        assert_eq!(days(2027, 1, 1) - days(2026, 1, 1), 365);
    }
}
