"""Where a country lies, after the United Nations' list M49 (unstats.un.org/unsd/methodology/m49)."""

import pytest
from django_countries import countries

from parks.park.regions import CODES, CONTINENTS, ELSEWHERE, OF_COUNTRY, PLACES, REGIONS, countries_of, places_of

# country, its region's number and its continent's, as the list prints them
LIST = """
DZ 015 002, KE 014 002, CD 017 002, ZA 018 002, NG 011 002, SH 011 002,
CA 021 019, GL 021 019, CU 029 019, PR 029 019, MX 013 019, BR 005 019, FK 005 019,
KZ 143 142, CN 030 142, KR 030 142, SG 035 142, VN 035 142, IN 034 142, IR 034 142, TR 145 142, CY 145 142, GE 145 142,
RU 151 150, CZ 151 150, GB 154 150, EE 154 150, ES 039 150, PT 039 150, VA 039 150, FR 155 150, LI 155 150,
AU 009 009, FJ 009 009
"""
# How many countries and areas the list has in each region, without Sark, which has no two-letter code of its own.
COUNTED = {
    "015": 7,
    "014": 22,
    "017": 9,
    "018": 5,
    "011": 17,
    "021": 5,
    "029": 28,
    "013": 8,
    "005": 16,
    "143": 5,
    "030": 7,
    "035": 11,
    "034": 9,
    "145": 18,
    "151": 10,
    "154": 16,
    "039": 16,
    "155": 9,
    "009": 29,
    "010": 1,
}
NOT_IN_THE_LIST = {"TW", "XK"}  # parks lie there, so they have their neighbours' region


@pytest.mark.parametrize("line", [line.strip() for line in LIST.replace("\n", " ").split(",")])
def test_a_country_its_region_and_its_continent(line: str) -> None:
    country, region, continent = line.split()
    assert places_of(country) == {country, region, continent}


def test_antarctica_lies_on_no_continent_of_the_list_and_an_unknown_country_nowhere() -> None:
    assert places_of("AQ") == {"AQ", "010"}
    assert places_of("ZZ") == {"ZZ"}
    assert places_of("") == frozenset()


def test_a_region_has_as_many_countries_as_the_list_counts() -> None:
    found = {CODES[region]: len(set(countries_of(region)) - NOT_IN_THE_LIST) for region in REGIONS}
    assert found == COUNTED


def test_every_country_of_the_portal_lies_in_one_region() -> None:
    named = [code for codes in REGIONS.values() for code in codes.split()]
    assert len(named) == len(set(named))
    assert {code for code, _ in countries} <= set(OF_COUNTRY)
    assert ELSEWHERE not in OF_COUNTRY.values()


def test_a_number_has_one_name() -> None:
    assert set(CODES) == set(REGIONS)
    assert len(set(CODES.values())) == len(CODES)
    assert set(PLACES) == set(CODES.values()) | set(CONTINENTS)
    assert (PLACES["150"], PLACES["039"], PLACES["009"]) == ("Europe", "Southern Europe", "Oceania")
    regions = [region for _, codes in CONTINENTS.values() for region in codes.split()]
    assert sorted([*regions, "010"]) == sorted(CODES.values())
