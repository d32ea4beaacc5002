//! What a form says beside its questions, by language.

/// The words of a form.
pub(super) struct FormWords {
    pub(super) language: &'static str,
    pub(super) send: &'static str,
    pub(super) problem: &'static str,
    pub(super) missing: &'static str,
    pub(super) unknown: &'static str,
    pub(super) several: &'static str,
    pub(super) long: &'static str,
    pub(super) optional: &'static str,
    pub(super) only_if: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
}

static WORDS: [FormWords; 4] = [
    FormWords {
        language: "en",
        send: "Send",
        problem: "There is a problem",
        missing: "please answer this question",
        unknown: "please choose one of the answers",
        several: "please choose one answer only",
        long: "please write less",
        optional: "(optional)",
        only_if: "Only if you answered:",
        yes: "Yes",
        no: "No",
    },
    FormWords {
        language: "es",
        send: "Enviar",
        problem: "Hay un problema",
        missing: "responda a esta pregunta",
        unknown: "elija una de las respuestas",
        several: "elija una sola respuesta",
        long: "escriba menos",
        optional: "(opcional)",
        only_if: "Solo si respondió:",
        yes: "Sí",
        no: "No",
    },
    FormWords {
        language: "hi",
        send: "भेजें",
        problem: "एक समस्या है",
        missing: "कृपया इस प्रश्न का उत्तर दें",
        unknown: "कृपया दिए गए उत्तरों में से एक चुनें",
        several: "कृपया केवल एक उत्तर चुनें",
        long: "कृपया कम लिखें",
        optional: "(वैकल्पिक)",
        only_if: "केवल यदि आपका उत्तर था:",
        yes: "हाँ",
        no: "नहीं",
    },
    FormWords {
        language: "ar",
        send: "إرسال",
        problem: "هناك مشكلة",
        missing: "يرجى الإجابة عن هذا السؤال",
        unknown: "يرجى اختيار إحدى الإجابات",
        several: "يرجى اختيار إجابة واحدة فقط",
        long: "يرجى كتابة نص أقصر",
        optional: "(اختياري)",
        only_if: "فقط إذا كانت إجابتك:",
        yes: "نعم",
        no: "لا",
    },
];

impl FormWords {
    /// Whether these are words of a language.
    pub(super) fn is_of(&self, language: &str) -> bool {
        self.language == base(language)
    }
}

/// The words of a language; English ones where it has none.
pub(super) fn of(language: &str) -> &'static FormWords {
    let [english, ..] = &WORDS;
    WORDS.iter().find(|words| words.is_of(language)).unwrap_or(english)
}

fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// Whether a language is written from right to left.
pub(super) fn is_right_to_left(language: &str) -> bool {
    matches!(base(language), "ar" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi")
        || language.split('-').skip(1).any(|part| matches!(part, "Arab" | "Hebr"))
}
