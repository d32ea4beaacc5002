//! Playbooks to begin with, one for each of the commonest journeys of a practice.

/// The name of each and its document: whole, with its messages in English, Spanish and Hindi, and
/// with the test cases that say what it does. They are for fictional practices: a practice writes
/// in its own name, zone, telephone number and law packs, and keeps the tests.
///
/// ```
/// use prm_core::{Playbook, STARTERS};
/// for (name, document) in STARTERS {
///     let playbook = Playbook::compile(document)?;
///     assert!(playbook.test().iter().all(|report| report.passed), "{name}");
/// }
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub const STARTERS: &[(&str, &str)] = &[
    ("surgery", include_str!("../starters/surgery.json")),
    ("chronic-recall", include_str!("../starters/chronic-recall.json")),
    ("immunisation", include_str!("../starters/immunisation.json")),
    ("post-discharge", include_str!("../starters/post-discharge.json")),
    ("prenatal", include_str!("../starters/prenatal.json")),
    ("no-show", include_str!("../starters/no-show.json")),
    ("lapsed-patient", include_str!("../starters/lapsed-patient.json")),
    ("first-enquiry", include_str!("../starters/first-enquiry.json")),
    ("referral-thanks", include_str!("../starters/referral-thanks.json")),
];
