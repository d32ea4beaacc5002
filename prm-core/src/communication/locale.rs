//! Languages: their tags, the choice of a text, and how dates and times read in them.
//!
//! Everything comes from the CLDR data that is compiled in (icu4x), so the same input gives the
//! same text on every host. A date takes three to five microseconds, its formatter included, so
//! no formatter is kept.
//!
//! Dates and times have the digits of the reader's language (`ar-EG` those of Arabic). Any other
//! number is in the digits of every telephone, because some are to be typed: a number to call, an
//! answer from 0 to 10.

use std::{fmt, str::FromStr, sync::Arc};

use icu_calendar::{Gregorian, types::RataDie};
use icu_datetime::{
    DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{M, MDE, T, YMD, YMDE, enums::DateFieldSet},
    input::{Date, DateTime, Time},
};
use icu_locale::{
    Locale, LocaleCanonicalizer, LocaleExpander, fallback::LocaleFallbacker, subtags::language,
};

use crate::error::{ErrorCode, PrmError};
use crate::time::{CivilDate, CivilTime};

/// A language, as a BCP 47 tag: `en-IN`, `zh-Hans`.
///
/// The tag is put into its canonical form: the case that BCP 47 recommends, and today's code for
/// an older or a longer one (`iw` is `he`, `tl` is `fil`, `spa` is `es`), so that what an old
/// system writes meets what a playbook writes. Unicode extensions are kept and obeyed:
/// `en-US-u-hc-h23` has a clock of 24 hours, `ar-EG-u-nu-latn` Latin digits.
///
/// ```
/// use prm_core::Language;
/// let language: Language = "EN-in".parse()?;
/// assert_eq!(language.as_str(), "en-IN");
/// assert_eq!("iw".parse::<Language>()?, "he".parse()?);
/// assert!("english".parse::<Language>().is_err());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
///
/// # Errors
/// Parsing gives `invalid_value` for text that is no such tag or has more than 35 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Arc<str>);

/// The length that RFC 5646 (4.4.1) asks every program to have room for.
const MOST_BYTES: usize = 35;

impl Language {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// English, for what is written for the playbook's authors alone.
    pub fn english() -> Self {
        Self("en".into())
    }

    /// Whether it is English of any country.
    pub(crate) fn is_english(&self) -> bool {
        self.locale().id.language == language!("en")
    }

    /// Of those offered, the one that a reader of this language reads best.
    pub(crate) fn choose<'a>(&self, offered: &'a [Self]) -> Option<&'a Self> {
        best(std::slice::from_ref(self), offered)
    }

    /// Whether both are of one language, in whatever script and region.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.locale().id.language == other.locale().id.language
    }

    /// The tag taken apart. It was parsed before, so nothing is lost by the root as the default.
    pub(super) fn locale(&self) -> Locale {
        self.0.parse().unwrap_or(Locale::UNKNOWN)
    }
}

impl FromStr for Language {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let parsed = if text.len() > MOST_BYTES { None } else { text.parse::<Locale>().ok() };
        let canonical = parsed.map(|mut locale| {
            LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
            locale.to_string()
        });
        match canonical {
            Some(tag) if tag.len() <= MOST_BYTES => Ok(Self(tag.into())),
            _ => {
                let message = "not a BCP 47 language tag, as in `en-IN`";
                Err(PrmError::new(ErrorCode::InvalidValue, message))
            }
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::time::text_debug!(Language);
crate::time::text_type!(Language, "Language", "language-tag", "a language tag such as en-IN");

/// The text to send: of those offered, the one that the first language that has any reads best.
///
/// For each wanted language in turn: its own tag; then its nearest relative (`es-AR` takes
/// `es-419` before `es` before `es-ES`, `de` takes `de-DE` before `de-AT`; ties go by the tag). A
/// relative is of the same language *and* script: a reader of `zh-Hans` is never sent `zh-Hant`,
/// nor one of `sr-Latn` Cyrillic.
pub(crate) fn best<'a>(
    wanted: &[Language],
    offered: impl IntoIterator<Item = &'a Language>,
) -> Option<&'a Language> {
    let offered: Vec<_> = offered.into_iter().map(|text| (text, ancestry(text))).collect();
    wanted.iter().find_map(|wanted| {
        let own = ancestry(wanted);
        let ranked = offered.iter().filter_map(|(text, theirs)| {
            let (up, down) = meeting(&own, theirs).or((*text == wanted).then_some((0, 0)))?;
            Some((*text != wanted, up, down, *text))
        });
        ranked.min().map(|(_, _, _, text)| text)
    })
}

/// A language and those that CLDR would turn to next, without those of other languages and
/// scripts: `zh-HK`, `zh-Hant`; `en-IN`, `en-001`, `en`. Empty for `und`.
fn ancestry(language: &Language) -> Vec<impl PartialEq + use<>> {
    let mut id = language.locale().id;
    // Without what goes without saying, so that `de-DE` is `de` and `zh-Hant-TW` is `zh-TW`.
    let own = id.language;
    LocaleExpander::new_extended().minimize(&mut id);
    let mut steps = LocaleFallbacker::new().for_config(Default::default()).fallback_for(id.into());
    let mut found = Vec::new();
    // CLDR goes on from Hindi in Latin letters to English: that is for the reader to say. From
    // `nb` and `nn` it goes to `no`, which covers both.
    while !steps.get().is_unknown() && [own, language!("no")].contains(&steps.get().language) {
        found.push(*steps.get());
        steps.step();
    }
    found
}

/// Where two ancestries meet: the steps up the one and the steps down the other.
fn meeting<T: PartialEq>(up: &[T], down: &[T]) -> Option<(usize, usize)> {
    let below = |ancestor| down.iter().position(|other| other == ancestor);
    up.iter().enumerate().find_map(|(steps, ancestor)| Some((steps, below(ancestor)?)))
}

/// The weekday, day, month and year: `Tuesday, 10 March 2026`.
///
/// Always in the Gregorian calendar, whatever the language's own is (`th`, `fa`, `ar-SA`):
/// appointments are made in it.
pub(crate) fn date(language: &Language, date: CivilDate) -> String {
    in_fields(language, DateFieldSet::YMDE(YMDE::long()), date)
}

/// The weekday, day and month: `Tuesday, 10 March`, for what is near enough to need no year.
pub(crate) fn day(language: &Language, date: CivilDate) -> String {
    in_fields(language, DateFieldSet::MDE(MDE::long()), date)
}

/// The day, month and year, short: `10 Mar 2026`.
///
/// With the month as a word wherever that is the custom, because `10/03/2026` is in October for
/// some readers of English and in March for others.
pub(crate) fn short_date(language: &Language, date: CivilDate) -> String {
    in_fields(language, DateFieldSet::YMD(YMD::medium()), date)
}

/// The hour and minute: `10:00 AM` or `15:30`, as is the custom.
pub(crate) fn time(language: &Language, time: CivilTime) -> String {
    match NoCalendarFormatter::try_new(preferences(language), T::hm()) {
        Ok(formatter) => plain(&formatter.format(&clock(time))),
        Err(_) => time.to_string(),
    }
}

/// The weekday, day, month and time, joined as is the custom: `Tuesday, 10 March at 10:00 AM`.
pub(crate) fn day_and_time(language: &Language, date: CivilDate, time: CivilTime) -> String {
    let fields = MDE::long().with_time_hm();
    match FixedCalendarDateTimeFormatter::try_new(preferences(language), fields) {
        Ok(formatter) => {
            plain(&formatter.format(&DateTime { date: gregorian(date), time: clock(time) }))
        }
        Err(_) => format!("{date} {time}"),
    }
}

/// The day in such fields. Compiled data leaves nothing to fail; if it ever does, ISO 8601 is read
/// everywhere.
fn in_fields(language: &Language, fields: DateFieldSet, date: CivilDate) -> String {
    match FixedCalendarDateTimeFormatter::try_new(preferences(language), fields) {
        Ok(formatter) => plain(&formatter.format(&gregorian(date))),
        Err(_) => date.to_string(),
    }
}

/// What to write for: the language itself, or English as in its region where CLDR does not know
/// the names of its months. A patient cannot read CLDR's root, which is "M03 10, Tue".
fn preferences(language: &Language) -> DateTimeFormatterPreferences {
    let mut locale = language.locale();
    let own = DateTimeFormatterPreferences::from(&locale);
    let march = Date::from_rata_die(RataDie::new(EPOCH + 60), Gregorian);
    let known = FixedCalendarDateTimeFormatter::try_new(own, M::long())
        .is_ok_and(|formatter| formatter.format(&march).to_string() != "M03");
    if known {
        return own;
    }
    locale.id.language = language!("en");
    locale.id.script = None;
    DateTimeFormatterPreferences::from(&locale)
}

/// 1970-01-01, counted from 0001-01-01 as day 1.
const EPOCH: i64 = 719_163;

/// The day as icu has it.
fn gregorian(date: CivilDate) -> Date<Gregorian> {
    Date::from_rata_die(RataDie::new(EPOCH + date.epoch_day()), Gregorian)
}

/// The time as icu has it, to the minute.
fn clock(time: CivilTime) -> Time {
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    Time::try_new(part(time.hour()), part(time.minute()), 0, 0).unwrap_or(Time::start_of_day())
}

/// With plain spaces. CLDR puts a narrow no-break space (U+202F) before AM, and one such character
/// takes a text out of GSM-7: the message then holds 70 characters instead of 160, and costs
/// twice or three times as much.
fn plain(text: &impl fmt::Display) -> String {
    text.to_string().replace(['\u{a0}', '\u{2009}', '\u{202f}'], " ")
}

#[cfg(test)]
mod tests {
    use icu_locale::subtags::{Script, script};

    use super::*;

    fn tag(text: &str) -> Language {
        text.parse().unwrap()
    }

    fn tags(text: &str) -> Vec<Language> {
        text.split_whitespace().map(tag).collect()
    }

    fn script(of: &Language) -> Option<Script> {
        LocaleExpander::new_extended().get_likely_script(&of.locale().id)
    }

    /// Languages of which the same must hold: in CLDR or not, of both directions and many scripts.
    const MANY: &str = "en en-US en-IN en-GB en-001 en-Shaw es es-ES es-MX es-AR es-419 fr fr-CA de \
        de-DE de-AT de-1996 it nl pl ru uk vi tl ht ht-HT hi hi-IN hi-Latn hi-Latn-IN ta bn mr ur ks \
        pa pa-PK pa-Guru az az-Arab uz uz-Cyrl uz-AF sr sr-RS sr-Latn sr-Cyrl sr-ME sr-Latn-RS ar \
        ar-EG ar-SA arz he yi fa prs ps ku ckb ff ff-Adlm dv rhg rhg-Arab ug ug-KZ zh zh-Hans zh-CN \
        zh-SG zh-Hant zh-TW zh-HK zh-MO zh-Hans-HK zh-Hant-CN zh-US yue yue-CN ja ko th no nb nn pt \
        pt-BR pt-PT pt-AO my am xx xx-IN xx-Cyrl und und-Arab mul qaa en-u-nu-deva th-u-ca-buddhist";

    #[test]
    fn tags_are_written_in_one_way() {
        let pairs = "EN-latn-in en-Latn-IN, ZH-hans zh-Hans, iw he, tl-PH fil-PH, spa es, sh sr-Latn, \
            cmn-Hans zh-Hans, EN-US-U-HC-H23 en-US-u-hc-h23";
        for (text, canonical) in pairs.split(", ").filter_map(|pair| pair.split_once(' ')) {
            assert_eq!(tag(text).as_str(), canonical);
            assert_eq!(tag(canonical).to_string(), canonical);
            let json = serde_json::to_string(&tag(text)).unwrap();
            assert_eq!(json, format!("\"{canonical}\""));
            assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), tag(text));
        }
        assert_eq!(tag("sl-rozaj-biske-nedis-solba-lipaw").as_str().len(), 32);
        let long = "sl-rozaj-biske-nedis-solba-lipaw-osojs";
        for text in ["", "e", "english", "en_US", "en-", "-en", "en--US", "en US", "हिन्दी", long]
        {
            let error = text.parse::<Language>().unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidValue, "{text}");
        }
    }

    #[test]
    fn the_nearest_text_of_the_first_language_that_has_one_is_chosen() {
        for (wanted, offered, chosen) in [
            ("hi-IN en-IN", "en hi", Some("hi")),
            ("ta-IN en-IN", "hi en", Some("en")),
            ("en-IN", "en-US en en-GB en-IN", Some("en-IN")),
            ("en-IN", "en-US en-GB", Some("en-GB")),
            ("en", "en-GB en-IN en-US", Some("en-US")),
            ("es-AR", "es es-419 es-ES", Some("es-419")),
            ("es-US", "es-ES es-MX", Some("es-MX")),
            ("pt-AO", "pt-BR pt-PT", Some("pt-PT")),
            ("de", "de-AT de-DE", Some("de-DE")),
            ("de-DE", "de de-DE", Some("de-DE")),
            ("zh-TW", "zh zh-Hant", Some("zh-Hant")),
            ("zh", "zh-Hant zh-TW zh-HK", None),
            ("zh-Hant", "zh zh-Hans zh-SG", None),
            ("zh-Hans-HK", "zh-HK zh-CN", Some("zh-CN")),
            ("sr", "sr-Latn sr-RS", Some("sr-RS")),
            ("sr-Latn", "sr sr-ME", Some("sr-ME")),
            ("pa", "pa-PK", None),
            ("yue", "zh-Hant", None),
            ("hi-Latn hi", "en hi", Some("hi")),
            ("nb-NO", "en no", Some("no")),
            ("no", "nn nb", Some("nb")),
            ("iw", "en he-IL", Some("he-IL")),
            ("xx-YY", "en xx", Some("xx")),
            ("und", "en", None),
            ("und", "en und", Some("und")),
            ("en", "", None),
        ] {
            let mut offered = tags(offered);
            let expected = chosen.map(tag);
            assert_eq!(best(&tags(wanted), &offered), expected.as_ref(), "{wanted}");
            offered.reverse();
            assert_eq!(best(&tags(wanted), &offered), expected.as_ref(), "{wanted}, reversed");
        }
    }

    #[test]
    fn nobody_is_sent_another_script() {
        let many = tags(MANY);
        for wanted in &many {
            for offered in &many {
                if let Some(found) = best(std::slice::from_ref(wanted), [offered]) {
                    assert_eq!(script(wanted), script(found), "{wanted} {found}");
                }
            }
            assert_eq!(best(std::slice::from_ref(wanted), &many), Some(wanted));
        }
    }

    /// Reviewed by eye: this is what patients read. `^` stands for U+200F.
    #[test]
    fn dates_and_times_read_as_is_the_custom() {
        let expected = "
            en-US | Tuesday, March 10, 2026 | Tuesday, March 10 | Mar 10, 2026 | 12:05 AM | Tuesday, March 10 at 3:30 PM
            en-IN | Tuesday, 10 March 2026 | Tuesday, 10 March | 10 Mar 2026 | 12:05 AM | Tuesday, 10 March at 3:30 PM
            en-GB | Tuesday, 10 March 2026 | Tuesday 10 March | 10 Mar 2026 | 00:05 | Tuesday 10 March at 15:30
            es | martes, 10 de marzo de 2026 | martes, 10 de marzo | 10 mar 2026 | 00:05 | martes, 10 de marzo a las 15:30
            es-MX | martes, 10 de marzo de 2026 | martes, 10 de marzo | 10 mar 2026 | 12:05 a.m. | martes, 10 de marzo a las 03:30 p.m.
            fr | mardi 10 mars 2026 | mardi 10 mars | 10 mars 2026 | 00:05 | mardi 10 mars à 15:30
            fr-CA | mardi 10 mars 2026 | mardi 10 mars | 10 mars 2026 | 00 h 05 | mardi 10 mars à 15 h 30
            de | Dienstag, 10. März 2026 | Dienstag, 10. März | 10.03.2026 | 00:05 | Dienstag, 10. März um 15:30
            pt-BR | terça-feira, 10 de março de 2026 | terça-feira, 10 de março | 10 de mar. de 2026 | 00:05 | terça-feira, 10 de março às 15:30
            pt-PT | terça-feira, 10/03/2026 | terça-feira, 10 de março | 10/03/2026 | 00:05 | terça-feira, 10 de março às 15:30
            hi | मंगलवार, 10 मार्च, 2026 | मंगलवार, 10 मार्च | 10 मार्च 2026 | 12:05 am | मंगलवार, 10 मार्च को 3:30 pm बजे
            ar | الثلاثاء، 10 مارس 2026 | الثلاثاء، 10 مارس | 10^/03^/2026 | 12:05 ص | الثلاثاء، 10 مارس في 3:30 م
            ar-EG | الثلاثاء، ١٠ مارس ٢٠٢٦ | الثلاثاء، ١٠ مارس | ١٠^/٠٣^/٢٠٢٦ | ١٢:٠٥ ص | الثلاثاء، ١٠ مارس في ٣:٣٠ م
            he | יום שלישי, 10 במרץ 2026 | יום שלישי, 10 במרץ | 10 במרץ 2026 | 0:05 | יום שלישי, 10 במרץ בשעה 15:30
            fa | سه‌شنبه ۱۰ مارس ۲۰۲۶ | سه‌شنبه ۱۰ مارس | ۱۰ مارس ۲۰۲۶ | ۰:۰۵ | سه‌شنبه ۱۰ مارس ساعت ۱۵:۳۰
            zh-Hans | 2026年3月10日星期二 | 3月10日星期二 | 2026年3月10日 | 00:05 | 3月10日星期二 15:30
            zh-Hant | 2026年3月10日星期二 | 3月10日星期二 | 2026年3月10日 | 凌晨12:05 | 3月10日星期二 下午3:30
            ja | 2026年3月10日火曜日 | 3月10日火曜日 | 2026/03/10 | 0:05 | 3月10日火曜日 15:30
            ko | 2026년 3월 10일 화요일 | 3월 10일 화요일 | 2026/3/10 | 오전 12:05 | 3월 10일 화요일 오후 3:30
            th | วันอังคารที่ 10 มีนาคม ค.ศ. 2026 | วันอังคารที่ 10 มีนาคม | 10 มี.ค. 2026 | 00:05 | วันอังคารที่ 10 มีนาคม เวลา 15:30
            ur | منگل، 10 مارچ، 2026 | منگل، 10 مارچ | 10 مارچ، 2026 | 12:05 AM | منگل، 10 مارچ 3:30 PM
            sr | уторак 10. март 2026. | уторак 10. март | 10.03.2026. | 00:05 | уторак 10. март 15:30
            sr-Latn | utorak 10. mart 2026. | utorak 10. mart | 10.03.2026. | 00:05 | utorak 10. mart 15:30
            hi-Latn | Mangalwaar, 10 March 2026 | Mangalwaar, 10 March | 10 Mar, 2026 | 12:05 AM | Mangalwaar, 10 March, 3:30 PM par
            yi | Tuesday, March 10, 2026 | Tuesday, March 10 | Mar 10, 2026 | 12:05 AM | Tuesday, March 10 at 3:30 PM
        ";
        let on: CivilDate = "2026-03-10".parse().unwrap();
        let [night, afternoon] = ["00:05", "15:30"].map(|text| text.parse::<CivilTime>().unwrap());
        let mut wrong = Vec::new();
        for expected in expected.trim().lines().map(str::trim) {
            let of = tag(expected.split(' ').next().unwrap());
            let (date, day, short) = (date(&of, on), day(&of, on), short_date(&of, on));
            let (time, both) = (time(&of, night), day_and_time(&of, on, afternoon));
            let line = format!("{of} | {date} | {day} | {short} | {time} | {both}");
            let line = line.replace('\u{200f}', "^");
            if line != expected {
                wrong.push(line);
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_language_has_dates_that_a_person_can_read() {
        for language in tags(MANY) {
            for (on, at) in
                [("0001-01-01", "00:00"), ("2026-03-10", "12:00:59"), ("9999-12-31", "23:59")]
            {
                let (on, at) = (on.parse().unwrap(), at.parse().unwrap());
                let texts = [
                    date(&language, on),
                    day(&language, on),
                    short_date(&language, on),
                    time(&language, at),
                    day_and_time(&language, on, at),
                ];
                for text in texts {
                    let other_space = |c: char| c.is_whitespace() && c != ' ';
                    assert!(
                        !text.contains("M0") && !text.contains(other_space),
                        "{language} {text}"
                    );
                    // Nothing but the letters of a language may take a text out of GSM-7.
                    let sms = text.chars().all(|c| c.is_ascii() || c.is_alphanumeric());
                    assert!(sms || script(&language) != Some(script!("Latn")), "{language} {text}");
                }
            }
        }
        let on = "2026-03-10".parse().unwrap();
        assert!(date(&tag("th-u-ca-buddhist"), on).contains("2026"));
        assert_eq!(
            day_and_time(&tag("xx-GB"), on, CivilTime::MIDNIGHT),
            "Tuesday 10 March at 00:00"
        );
        assert_eq!(time(&tag("en-US-u-hc-h23"), CivilTime::MIDNIGHT), "00:00");
        assert_eq!(short_date(&tag("ar-EG-u-nu-latn"), on).replace('\u{200f}', ""), "10/03/2026");
    }
}
