//! Plurals: the form of the words that go with a number, by CLDR's cardinal rules.

use icu_plurals::{PluralCategory, PluralRules};

use super::Language;

/// The category that a text always has a form for: what goes with every number left over.
pub(crate) const OTHER: &str = "other";

/// The category of a number: `zero`, `one`, `two`, `few`, `many` or `other`.
pub(crate) fn plural(language: &Language, number: i64) -> &'static str {
    name(rules(language).map_or(PluralCategory::Other, |rules| rules.category_for(number)))
}

/// The categories that the language has, in CLDR's order.
pub(crate) fn categories(language: &Language) -> Vec<&'static str> {
    match rules(language) {
        Some(rules) => rules.categories().map(name).collect(),
        None => vec![OTHER],
    }
}

/// The categories that a text must have a form for: those of the whole numbers up to a thousand,
/// and `other`. Spanish, French and Italian have `many` for millions alone, of which no message
/// speaks.
pub(crate) fn needed(language: &Language) -> Vec<&'static str> {
    let Some(rules) = rules(language) else { return vec![OTHER] };
    let used: Vec<&str> = (0..=1000_u32).map(|number| name(rules.category_for(number))).collect();
    let needed = |category: &&str| *category == OTHER || used.contains(category);
    rules.categories().map(name).filter(needed).collect()
}

fn rules(language: &Language) -> Option<PluralRules> {
    PluralRules::try_new_cardinal((&language.locale()).into()).ok()
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_language() {
        for (language, categories) in [
            ("en-IN", [(0, "other"), (1, "one"), (2, "other")]),
            ("hi", [(0, "one"), (1, "one"), (2, "other")]),
            ("es-MX", [(0, "other"), (1, "one"), (1_000_000, "many")]),
            ("fr", [(1, "one"), (2, "other"), (1_000_000, "many")]),
            ("he", [(1, "one"), (2, "two"), (3, "other")]),
            ("ar", [(0, "zero"), (3, "few"), (11, "many")]),
            ("pl", [(1, "one"), (22, "few"), (5, "many")]),
            ("ru", [(21, "one"), (-3, "few"), (i64::MIN, "many")]),
            ("zh-Hant", [(0, "other"), (1, "other"), (i64::MAX, "other")]),
            ("xx", [(0, "other"), (1, "other"), (2, "other")]),
        ] {
            for (number, category) in categories {
                let language = language.parse().unwrap();
                assert_eq!(plural(&language, number), category, "{language} {number}");
            }
        }
    }

    #[test]
    fn a_form_is_needed_for_what_a_message_can_count() {
        for (language, has, needs) in [
            ("en", "one other", "one other"),
            ("hi", "one other", "one other"),
            ("es", "one many other", "one other"),
            ("pl", "one few many other", "one few many other"),
            ("ar", "zero one two few many other", "zero one two few many other"),
            ("he", "one two other", "one two other"),
            ("ja", "other", "other"),
            ("xx", "other", "other"),
        ] {
            let language = language.parse().unwrap();
            assert_eq!(categories(&language).join(" "), has, "{language}");
            assert_eq!(needed(&language).join(" "), needs, "{language}");
        }
    }
}
