//! The zones of an address: from its country and its state.
//!
//! The table is made from IANA's by `tests/tools/places.py`, which holds its sources and choices.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Zone;

/// Rows of code, zones and names, split by tabs; see its header.
const TABLE: &str = include_str!("places.tsv");

/// A name of a country or of a subdivision, and what its row says.
struct Place {
    /// `germany`, or `DE/bavaria` for a subdivision of the country with that code.
    key: String,
    code: &'static str,
    zones: &'static str,
}

/// Every name of every place, by key. A memo of constant data, not state: the same in every
/// process.
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let mut places: Vec<Place> = rows()
        .flat_map(|(code, zones, names)| {
            let (country, part) = code.split_once('-').unwrap_or(("", code));
            // A subdivision is asked for as `IN` and as `US-IN`; not every row has names.
            let names = names.split('|').filter(|name| !name.is_empty());
            let names = [part, code].into_iter().chain(names);
            names.map(move |name| Place { key: scoped(country, name), code, zones })
        })
        .collect();
    places.sort_by(|a, b| a.key.cmp(&b.key));
    places
});

/// The rows of the table: code, zones and names.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (code, rest) = line.split_once('\t')?;
        let (zones, names) = rest.split_once('\t').unwrap_or((rest, ""));
        Some((code, zones, names))
    })
}

/// The key of a name within a country, or of a country where that is empty.
///
/// Case, punctuation and the word `the` tell no two places apart, so `U.S.A.` is `usa`; `&` is
/// `and`.
fn scoped(country: &str, name: &str) -> String {
    let mut key = String::from(country);
    if !country.is_empty() {
        key.push('/');
    }
    let name = name.to_lowercase().replace('&', " and ");
    let words = name.split(|c: char| !c.is_alphanumeric());
    key.extend(words.filter(|word| *word != "the"));
    key
}

/// The place with this key; of two with one name, which have the same clocks, either.
fn find(key: &str) -> Option<&'static Place> {
    let index = PLACES.binary_search_by(|place| place.key.as_str().cmp(key)).ok()?;
    PLACES.get(index)
}

/// The zones in use at an address, the most usual first; empty where the country is not known.
///
/// The country is an ISO 3166 code of two or three letters or an English name; the state is an ISO
/// 3166-2 code, with or without the country's, or a name. A country without a state, or with one
/// that is not known, has all the zones of the country. Zones whose clocks are the same from 2020
/// to 2037 are one.
pub(crate) fn zones_of(country: &str, state: Option<&str>) -> Vec<Zone> {
    let Some(country) = find(&scoped("", country)) else { return Vec::new() };
    let state = state.and_then(|state| find(&scoped(country.code, state)));
    let groups = state.unwrap_or(country).zones.split(' ');
    groups.filter_map(|group| group.split('=').next()?.parse().ok()).collect()
}

/// The ISO 3166 codes of an address, the country's and where it is known the state's (`US`,
/// `US-FL`); empty where the country is not known.
pub(crate) fn areas_of(country: &str, state: Option<&str>) -> Vec<&'static str> {
    let Some(country) = find(&scoped("", country)) else { return Vec::new() };
    let state = state.and_then(|state| find(&scoped(country.code, state)));
    [Some(country), state].into_iter().flatten().map(|place| place.code).collect()
}

/// The countries in which each zone is in use. A memo of constant data.
static COUNTRIES: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut countries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (code, zones, _) in rows().filter(|(code, ..)| !code.contains('-')) {
        for zone in zones.split([' ', '=']) {
            countries.entry(zone).or_default().push(code);
        }
    }
    countries
});

/// The ISO 3166 codes of the countries in which a zone is in use.
pub(crate) fn countries_of(zone: Zone) -> &'static [&'static str] {
    COUNTRIES.get(zone.name()).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::time::{Timestamp, tzdb_version};

    /// ISO 3166-1 as in IANA's iso3166.tab, without BV and HM, which have no zone.
    const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH \
        BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX \
        CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL \
        GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE \
        KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML \
        MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
        PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN \
        SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ \
        VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    const STATES: &[(&str, &str)] = &[
        (
            "US",
            "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS \
             MT NC ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY",
        ),
        ("CA", "AB BC MB NB NL NS NT NU ON PE QC SK YT"),
        ("AU", "ACT NSW NT QLD SA TAS VIC WA"),
    ];

    fn names(country: &str, state: &str) -> String {
        let state = Some(state).filter(|state| !state.is_empty());
        let zones = zones_of(country, state);
        zones.iter().map(|zone| zone.name()).collect::<Vec<_>>().join(" ")
    }

    fn names_of_row(code: &str) -> String {
        match code.split_once('-') {
            Some((country, state)) => names(country, state),
            None => names(code, ""),
        }
    }

    /// The groups of zones of a row, each with the names that share its clocks.
    fn groups(zones: &str) -> Vec<Vec<Zone>> {
        let group = |group: &str| group.split('=').map(|name| name.parse().unwrap()).collect();
        zones.split(' ').map(group).collect()
    }

    /// The offsets in each month from 2020 to 2037.
    fn offsets(zone: Zone) -> Vec<i64> {
        let months = (2020..2038).flat_map(|year| (1..13).map(move |month| (year, month)));
        months
            .map(|(year, month)| {
                let at: Timestamp = format!("{year}-{month:02}-15T12:00:00Z").parse().unwrap();
                zone.offset_millis(at)
            })
            .collect()
    }

    #[test]
    fn the_table_is_of_the_database_that_is_compiled_in() {
        assert!(TABLE.contains(&format!("database {} (", tzdb_version())), "run places.py");
    }

    #[test]
    fn joined_zones_have_the_same_clocks_and_others_do_not() {
        for (code, zones, _) in rows() {
            let groups = groups(zones);
            for group in &groups {
                assert!(group.iter().all(|zone| offsets(*zone) == offsets(group[0])), "{code}");
            }
            let distinct: BTreeSet<_> = groups.iter().map(|group| offsets(group[0])).collect();
            assert_eq!(distinct.len(), groups.len(), "{code}");
            assert_eq!(groups.len(), names_of_row(code).split(' ').count(), "{code}");
        }
    }

    #[test]
    fn the_rows_are_sorted_and_no_key_is_in_two_places() {
        let codes: Vec<_> = rows().map(|(code, ..)| code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert_eq!(codes.len(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        for pair in PLACES.windows(2).filter(|pair| pair[0].key == pair[1].key) {
            // A province and a region of one name are two rows with the same clocks.
            assert_eq!(pair[0].zones, pair[1].zones, "{}", pair[0].key);
        }
    }

    #[test]
    fn every_country_is_there() {
        assert_eq!(COUNTRIES.split(' ').count(), 247);
        for country in COUNTRIES.split(' ') {
            assert!(!zones_of(country, None).is_empty(), "{country}");
        }
        let countries: Vec<_> = rows().filter(|(code, ..)| !code.contains('-')).collect();
        assert_eq!(countries.len(), 248, "and Kosovo");
        for (code, zones, names) in countries {
            let alpha3 = names.split('|').next().unwrap();
            assert!(alpha3.len() == 3 && alpha3.bytes().all(|b| b.is_ascii_uppercase()), "{code}");
            assert_eq!(find(&scoped("", alpha3)).unwrap().zones, zones);
        }
    }

    #[test]
    fn every_state_is_there_and_has_clocks_of_its_country() {
        for (country, states) in STATES {
            for state in states.split(' ') {
                let row = find(&scoped(country, state)).unwrap();
                assert_eq!(row.code, format!("{country}-{state}"));
            }
        }
        for (code, zones, _) in rows() {
            let Some((country, _)) = code.split_once('-') else { continue };
            let of_country = groups(find(&scoped("", country)).unwrap().zones).concat();
            let inside = groups(zones).concat().iter().all(|zone| of_country.contains(zone));
            // A territory is a country of its own as well, and has its clocks.
            let territory = rows().any(|row| !row.0.contains('-') && row.1 == zones);
            assert!(inside || territory, "{code}");
        }
    }

    #[test]
    fn a_country_is_known_by_codes_and_names_in_any_case() {
        for text in ["US", "us", "USA", "U.S.A.", "United States", "the united states of america"] {
            let expected = "America/New_York America/Chicago America/Los_Angeles America/Denver \
                            America/Phoenix Pacific/Honolulu America/Anchorage America/Adak";
            assert_eq!(names(text, ""), expected, "{text}");
        }
        for (text, expected) in [
            ("India", "Asia/Kolkata"),
            ("IND", "Asia/Kolkata"),
            (" in ", "Asia/Kolkata"),
            ("Sweden", "Europe/Stockholm"),
            ("NOR", "Europe/Oslo"),
            ("UK", "Europe/London"),
            ("United Kingdom", "Europe/London"),
            ("Scotland", "Europe/London"),
            ("Netherlands (the)", "Europe/Amsterdam"),
            ("Republic of Korea", "Asia/Seoul"),
            ("Korea, Republic of", "Asia/Seoul"),
            ("Viet Nam", "Asia/Ho_Chi_Minh"),
            ("TÜRKİYE", "Europe/Istanbul"),
            ("Turkey", "Europe/Istanbul"),
            ("Cote d’Ivoire", "Africa/Abidjan"),
            ("CÔTE D'IVOIRE", "Africa/Abidjan"),
            ("Trinidad and Tobago", "America/Port_of_Spain"),
            ("Trinidad&Tobago", "America/Port_of_Spain"),
            ("AND", "Europe/Andorra"),
            ("DR Congo", "Africa/Kinshasa Africa/Lubumbashi"),
            ("Kosovo", "Europe/Belgrade"),
            ("New Zealand", "Pacific/Auckland Pacific/Chatham"),
        ] {
            assert_eq!(names(text, ""), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_has_no_zone() {
        for text in
            ["", " ", "the", "Atlantis", "XX", "US-IN", "Indiana", "us/in", "Congo", "Korea"]
        {
            assert!(zones_of(text, None).is_empty(), "{text}");
            assert!(zones_of(text, Some("IN")).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_has_the_zones_of_its_country() {
        for state in ["", "?", "XX", "CA-ON", "Ontario", "AE"] {
            for country in ["US", "KZ"] {
                assert_eq!(zones_of(country, Some(state)), zones_of(country, None), "{state}");
            }
        }
        assert_eq!(names("IN", "Punjab"), "Asia/Kolkata");
    }

    #[test]
    fn a_state_has_its_own_zones() {
        for state in ["IN", "in", "US-IN", "us-in", "Indiana", "INDIANA"] {
            assert_eq!(names("US", state), "America/Indiana/Indianapolis America/Chicago");
        }
        for (country, state, expected) in [
            ("US", "AK", "America/Anchorage America/Adak"),
            ("US", "AZ", "America/Phoenix America/Denver"),
            ("US", "DC", "America/New_York"),
            ("US", "Washington, D.C.", "America/New_York"),
            ("US", "Washington", "America/Los_Angeles"),
            ("US", "Florida", "America/New_York America/Chicago"),
            ("US", "ID", "America/Boise America/Los_Angeles"),
            ("US", "KS", "America/Chicago America/Denver"),
            ("US", "KY", "America/New_York America/Chicago"),
            ("US", "MI", "America/Detroit America/Menominee"),
            ("US", "ND", "America/Chicago America/Denver"),
            ("US", "NE", "America/Chicago America/Denver"),
            ("US", "NV", "America/Los_Angeles America/Denver"),
            ("US", "OR", "America/Los_Angeles America/Boise"),
            ("US", "SD", "America/Chicago America/Denver"),
            ("US", "TN", "America/Chicago America/New_York"),
            ("US", "TX", "America/Chicago America/Denver"),
            ("US", "new  york", "America/New_York"),
            ("US", "PR", "America/Puerto_Rico"),
            ("US", "Puerto Rico", "America/Puerto_Rico"),
            ("US", "GU", "Pacific/Guam"),
            ("US", "PW", "Pacific/Palau"),
            ("CA", "ON", "America/Toronto America/Winnipeg America/Atikokan"),
            ("CA", "QUÉBEC", "America/Toronto America/Halifax America/Blanc-Sablon"),
            ("CA", "Quebec", "America/Toronto America/Halifax America/Blanc-Sablon"),
            // Written with a combining accent.
            ("CA", "Que\u{301}bec", "America/Toronto America/Halifax America/Blanc-Sablon"),
            ("CA", "BC", "America/Vancouver America/Dawson_Creek America/Edmonton"),
            ("CA", "Alberta", "America/Edmonton"),
            ("AU", "NSW", "Australia/Sydney Australia/Broken_Hill Australia/Lord_Howe"),
            ("AU", "Victoria", "Australia/Melbourne"),
            ("AUS", "wa", "Australia/Perth Australia/Eucla"),
            ("AU", "AU-TAS", "Australia/Hobart"),
            ("BR", "SP", "America/Sao_Paulo"),
            ("BR", "Amazonas", "America/Manaus America/Eirunepe"),
            ("MX", "MX-BCN", "America/Tijuana"),
            ("Mexico", "Nuevo León", "America/Monterrey America/Matamoros"),
            ("ID", "Bali", "Asia/Makassar"),
            ("RU", "RU-SA", "Asia/Yakutsk Asia/Vladivostok Asia/Srednekolymsk"),
            ("RU", "KAM", "Asia/Kamchatka"),
            ("CN", "Xinjiang", "Asia/Shanghai Asia/Urumqi"),
            ("CN", "Guangdong", "Asia/Shanghai"),
            ("KZ", "43", "Asia/Qyzylorda"),
            ("MN", "MN-043", "Asia/Hovd"),
            ("ES", "Las Palmas", "Atlantic/Canary"),
            ("ES", "Madrid", "Europe/Madrid"),
            ("PT", "20", "Atlantic/Azores"),
            ("CL", "VS", "America/Santiago Pacific/Easter"),
            ("EC", "W", "Pacific/Galapagos"),
            ("NZ", "CIT", "Pacific/Chatham"),
            ("FR", "Bretagne", "Europe/Paris"),
            ("FR", "La Réunion", "Indian/Reunion"),
            ("FR", "974", "Indian/Reunion"),
        ] {
            assert_eq!(names(country, state), expected, "{country} {state}");
        }
    }
}
