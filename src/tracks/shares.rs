//! Topics of tracks, and how much of each track is about them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Share of another track from which a topic of it makes a name ambiguous.
const MIN_NOTABLE_SHARE: f64 = 0.1;

/// Share of a track's tasks that must be about a topic for it to be the concern of all.
const MIN_SHARE_OF_ALL: f64 = 0.8;

/// Share of a track's tasks that must be about what the track is named after. Chosen: three of five, four
/// of six.
const MIN_DESERVING: f64 = 0.6;

/// Tasks of a track that are about each topic, by their place in the track, in order.
pub type Deserving = BTreeMap<String, Vec<usize>>;

/// Topics of the tracks.
#[derive(Default)]
pub struct Shares {
    /// For each track, its topics and how much of the track belongs to each, in [0, 1].
    pub of: Vec<BTreeMap<String, f64>>,
    /// For each track, the tasks that are about each topic.
    pub deserving: Vec<Deserving>,
    /// Number of tasks of each track.
    counts: Vec<usize>,
    /// For each topic, the sum over all tracks.
    everywhere: BTreeMap<String, f64>,
    /// For each topic, the first two tracks to a notable part of which it belongs.
    pub notable: BTreeMap<String, [Option<usize>; 2]>,
}

impl Shares {
    /// Sums the shares. `counts` is the number of tasks of each track.
    pub fn new(
        of: Vec<BTreeMap<String, f64>>,
        deserving: Vec<Deserving>,
        counts: Vec<usize>,
    ) -> Self {
        let mut shares = Self { of, deserving, counts, ..Self::default() };
        for (track, topics) in shares.of.iter().enumerate() {
            for (topic, &share) in topics {
                *shares.everywhere.entry(topic.clone()).or_default() += share;
                if share >= MIN_NOTABLE_SHARE {
                    let first = shares.notable.entry(topic.clone()).or_default();
                    if let Some(free) = first.iter_mut().find(|it| it.is_none()) {
                        *free = Some(track);
                    }
                }
            }
        }
        shares
    }

    /// Sums the shares of tasks that are about each topic.
    pub fn of_tasks(deserving: Vec<Deserving>, counts: Vec<usize>) -> Self {
        let share = |(topics, &count): (&Deserving, &usize)| -> BTreeMap<String, f64> {
            let share = |tasks: &Vec<usize>| tasks.len() as f64 / count.max(1) as f64;
            topics.iter().map(|(topic, tasks)| (topic.clone(), share(tasks))).collect()
        };
        Self::new(deserving.iter().zip(&counts).map(share).collect(), deserving, counts)
    }

    /// Returns whether so many tasks of a track are about a topic that it may be named after it: most
    /// of them, and more than one where there are more.
    pub fn is_deserved(&self, track: usize, topic: &str) -> bool {
        self.are_most(track, self.count(track, topic))
    }

    /// Lists the topics of several tasks of a track, those of most first, then by name.
    pub fn of_several(&self, track: usize) -> Vec<(usize, &str)> {
        let counts = self.deserving[track].iter().map(|(topic, by)| (by.len(), topic.as_str()));
        let mut several: Vec<(usize, &str)> = counts.filter(|&(count, _)| count > 1).collect();
        several.sort_by_key(|&(count, _)| Reverse(count));
        several
    }

    /// Returns the number of tasks of a track that are about a topic.
    pub fn count(&self, track: usize, topic: &str) -> usize {
        self.deserving[track].get(topic).map_or(0, Vec::len)
    }

    /// Returns whether so many tasks of a track are most of them.
    pub fn are_most(&self, track: usize, tasks: usize) -> bool {
        let count = self.counts[track];
        tasks >= count.clamp(1, 2) && tasks as f64 >= MIN_DESERVING * count as f64
    }

    /// Returns whether a topic belongs to another track to a notable part.
    pub fn is_notable_elsewhere(&self, track: usize, topic: &str) -> bool {
        let first = self.notable.get(topic).copied().unwrap_or_default();
        first.into_iter().flatten().any(|other| other != track)
    }

    /// Ranks the topics that set a track apart, the most distinctive first, then by name, with
    /// score = share · (purity − 1/k) / (1 − 1/k), where purity is the track's part in the shares
    /// of all k tracks: a share discounted by how common it is, as in tf-idf; 0 for topics that all
    /// tracks share alike. A single track is scored by share alone.
    pub fn ranked(&self, track: usize) -> Vec<(&str, f64)> {
        let chance = 1.0 / self.of.len() as f64;
        let mut ranked: Vec<(&str, f64)> = self.of[track]
            .iter()
            .map(|(topic, &share)| {
                let apart = if self.of.len() > 1 {
                    (share / self.everywhere[topic] - chance) / (1.0 - chance)
                } else {
                    1.0
                };
                (topic.as_str(), share * apart)
            })
            .filter(|&(_, score)| score > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        ranked
    }

    /// Lists the topics of nearly all of a track, if it is no other track's to a notable part.
    pub fn of_nearly_all(&self, track: usize) -> impl Iterator<Item = String> + '_ {
        let mine = self.of[track].iter().filter(|&(_, &share)| share >= MIN_SHARE_OF_ALL);
        mine.map(|(topic, _)| topic)
            .filter(move |topic| !self.is_notable_elsewhere(track, topic))
            .cloned()
    }
}
