"""The region of the world a country lies in, after the sub-regions of the United Nations' M49 list. Pure.

Africa and Latin America go by the list's intermediate regions, Oceania is one.
"""

REGIONS = {
    "Northern Africa": "DZ EG EH LY MA SD TN",
    "Eastern Africa": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "Middle Africa": "AO CD CF CG CM GA GQ ST TD",
    "Southern Africa": "BW LS NA SZ ZA",
    "Western Africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "Northern America": "BM CA GL PM US",
    "Caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "Central America": "BZ CR GT HN MX NI PA SV",
    "South America": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "Central Asia": "KG KZ TJ TM UZ",
    "Eastern Asia": "CN HK JP KP KR MN MO TW",
    "South-eastern Asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "Southern Asia": "AF BD BT IN IR LK MV NP PK",
    "Western Asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "Eastern Europe": "BG BY CZ HU MD PL RO RU SK UA",
    "Northern Europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "Southern Europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "Western Europe": "AT BE CH DE FR LI LU MC NL",
    "Oceania": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    "Antarctica": "AQ",
}
# The list's own numbers, of regions and of continents with their regions. Antarctica is of no continent there.
CODES = {
    "Northern Africa": "015",
    "Eastern Africa": "014",
    "Middle Africa": "017",
    "Southern Africa": "018",
    "Western Africa": "011",
    "Northern America": "021",
    "Caribbean": "029",
    "Central America": "013",
    "South America": "005",
    "Central Asia": "143",
    "Eastern Asia": "030",
    "South-eastern Asia": "035",
    "Southern Asia": "034",
    "Western Asia": "145",
    "Eastern Europe": "151",
    "Northern Europe": "154",
    "Southern Europe": "039",
    "Western Europe": "155",
    "Oceania": "009",
    "Antarctica": "010",
}
CONTINENTS = {
    "002": ("Africa", "011 014 015 017 018"),
    "019": ("Americas", "005 013 021 029"),
    "142": ("Asia", "030 034 035 143 145"),
    "150": ("Europe", "039 151 154 155"),
    "009": ("Oceania", "009"),
}
CONTINENT_OF = {region: code for code, (_, regions) in CONTINENTS.items() for region in regions.split()}
# What a number stands for: "150" is Europe, "039" Southern Europe.
PLACES = {code: name for code, (name, _) in CONTINENTS.items()} | {code: name for name, code in CODES.items()}
OF_COUNTRY = {code: region for region, codes in REGIONS.items() for code in codes.split()}
KEYS = {region.lower().replace(" ", "-"): region for region in REGIONS}  # in addresses
ELSEWHERE = "Elsewhere"  # a country nobody has named yet


def region_of(country: str) -> str:
    """ "ES" -> "Southern Europe"."""
    return OF_COUNTRY.get(country, ELSEWHERE)


def places_of(country: str) -> frozenset[str]:
    """A country with the numbers of its region and continent: "ES" -> {"ES", "039", "150"}; unknown ones alone."""
    region = CODES.get(region_of(country), "")
    return frozenset({country, region, CONTINENT_OF.get(region, "")} - {""})


def key_of(region: str) -> str:
    """ "Southern Europe" -> "southern-europe", as it stands in addresses."""
    return region.lower().replace(" ", "-")


def countries_of(region: str) -> list[str]:
    return REGIONS.get(region, "").split()
