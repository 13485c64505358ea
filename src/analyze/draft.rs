//! A prediction with its key, before it is put together.

use super::packed::Predicted;
use crate::cache::Key;
use crate::model::Prediction;

/// Prediction as it is computed and kept, and what goes with it.
#[derive(Default)]
pub(super) struct Draft {
    /// The prediction without its results.
    pub about: Prediction,
    /// The results.
    pub predicted: Predicted,
    /// Key under which they are kept, if they are.
    pub key: Option<Key>,
    /// Set if they are still to be kept.
    pub is_new: bool,
}

impl Draft {
    /// Puts the prediction together.
    pub fn prediction(self) -> Prediction {
        let Predicted { scanned, history, recent, radii, .. } = self.predicted;
        Prediction { scanned, history, recent, radii, ..self.about }
    }
}
