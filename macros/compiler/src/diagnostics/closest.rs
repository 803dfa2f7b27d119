//! The most similar word, for "did you mean …?".

/// Least similarity of a typo to the intended word.
const TYPO: f64 = 0.6;

/// Returns the candidate that `wanted` is most likely a typo of.
pub fn closest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(wanted, candidate),
                candidate,
            )
        })
        .filter(|(similarity, _)| *similarity >= TYPO)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_found_and_other_words_are_not() {
        let closest = |wanted| closest(wanted, ["arena", "flash"].into_iter());
        assert_eq!(closest("arana"), Some("arena"));
        assert_eq!(closest("falsh"), Some("flash"));
        assert_eq!(closest("optimize"), None);
    }
}
