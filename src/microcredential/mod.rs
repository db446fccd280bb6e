//! The EC micro-credential: the elements of Annex I of the Council Recommendation as types.
