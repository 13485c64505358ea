//! Declaration of refusals: requests that are not carried out, since that would be unsafe or make no
//! sense.
//!
//! A message says what happened, why, and what to do next.

/// Declares the refusals of a subject: for each its documentation, stable id, variant with data, and
/// message.
macro_rules! refusals {
    (
        $(#[doc = $about:literal])+ $name:ident;
        $(
            $(#[doc = $doc:literal])+
            $id:literal $kind:ident $({ $($field:ident: $type:ty),+ $(,)? })?
                => $message:literal $(, $argument:expr)* $(,)?;
        )+
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the message of a refusal shows what its fields mean")]
        pub enum $name {
            $($(#[doc = $doc])+ $kind $({ $($field: $type),+ })?,)+
        }

        impl $name {
            /// Ids of all refusals of the subject.
            #[cfg(test)]
            pub(crate) const IDS: &[&str] = &[$($id),+];

            /// Returns the id, which never changes.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $id,)+
                }
            }
        }

        impl std::error::Error for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$kind $({ $($field),+ })? => write!(f, $message $(, $argument)*),)+
                }
            }
        }
    };
}
pub(crate) use refusals;
