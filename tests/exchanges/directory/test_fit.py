"""The fit of an offer to needs, worked out by hand: each part, each part left out, and the half that is rounded up."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.directory.fit import OF, VALUES, Fit, Needs, Offer, fit


def stated(cell: str) -> dict[str, list[str]]:
    """ "services: visa must, desk wish; people: 2", cut into words by what they are said of."""
    said = [one.split(": ") for one in cell.split("; ")] if cell != "-" else []
    return {what: words.replace(",", "").split() for what, words in said}


def services(words: list[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=True))


def needs(cell: str) -> Needs:
    """What a cell states; "Lumen without sectors" is Lumen Optics saying nothing of sectors."""
    name, _, left_out = cell.partition(" without ")
    said = stated(LUMEN if name == "Lumen" else cell)
    said.pop(left_out, None)
    sets = [frozenset(said.get(what, [])) for what in ("sectors", "languages", "markets")]
    people = int(said["people"][0]) if "people" in said else None
    return Needs(services(said.get("services", [])), sets[0], people, sets[1], sets[2])


def offer(cell: str) -> Offer:
    said = stated(MALAGA if cell == "Málaga" else cell)
    sets = [frozenset(said.get(what, [])) for what in ("sectors", "languages", "places")]
    people = int(said["people"][0]) if "people" in said else None
    return Offer(services(said.get("services", [])), sets[0], people, sets[1], sets[2])


LUMEN = (
    "services: certification must, legal must, translator wish, telepresence wish, distributors wish; "
    "sectors: optics medical; people: 2; languages: en pt; markets: ES DE"
)
MALAGA = (
    "services: certification reduced, legal included, translator partner, telepresence included, distributors included; "
    "sectors: medical ict; people: 2; languages: en es pt; places: ES 150 039"
)

# Unless a comment reckons, a row is one part alone: points x 100 / of.
CASES = """
# case | needs | offer | score | points of each part | missing musts
nothing stated | - | Málaga | - | - | -
# 50 x (3 x 0.7 + 3 + 0.6 + 1 + 1) / 9 = 50 x 7.7 / 9 = 42.78; with 12, 15, 10 and 5: 84.78
all stated | Lumen | Málaga | 85 | services 385/9, sectors 12, space 15, languages 10, market 5 | -
nothing there | Lumen | - | 0 | services 0, sectors 0, space 0, languages 0, market 0 | certification legal
all there | services: visa must, desk wish; sectors: a b; people: 2; languages: en; markets: 150 | services: visa included, desk included; sectors: a b; people: 2; languages: en; places: 150 | 100 | services 50, sectors 20, space 15, languages 10, market 5 | -
# One part left out: 42 of 50; 72.78 of 80: 90.97; 69.78 of 85: 82.09; 74.78 of 90: 83.09; 79.78 of 95: 83.98
no services stated | Lumen without services | Málaga | 84 | sectors 12, space 15, languages 10, market 5 | -
no sectors stated | Lumen without sectors | Málaga | 91 | services 385/9, space 15, languages 10, market 5 | -
no people stated | Lumen without people | Málaga | 82 | services 385/9, sectors 12, languages 10, market 5 | -
no languages stated | Lumen without languages | Málaga | 83 | services 385/9, sectors 12, space 15, market 5 | -
no market stated | Lumen without markets | Málaga | 84 | services 385/9, sectors 12, space 15, languages 10 | -
# (12 + 0) of 35: 34.29
two stated, one met in part | sectors: bio ict; people: 1 | sectors: ict | 34 | sectors 12, space 0 | -
# A service by how it is given.
must included | services: visa must | services: visa included | 100 | services 50 | -
must reduced | services: visa must | services: visa reduced | 70 | services 35 | -
must by a partner | services: visa must | services: visa partner | 60 | services 30 | -
must paid | services: visa must | services: visa paid | 40 | services 20 | -
must absent | services: visa must | services: desk included | 0 | services 0 | visa
wish absent is not missing | services: visa wish | - | 0 | services 0 | -
# 3 of 4, and 1 of 4
must counts three | services: visa must, desk wish | services: visa included | 75 | services 37.5 | -
wish counts one | services: visa must, desk wish | services: desk included | 25 | services 12.5 | visa
missing as the needs say it | services: visa must, tax must, legal wish, bank must | services: tax paid | 12 | services 6 | visa bank
# Halves: 1 of 8 is 12.5, 3 of 8 are 37.5; a little less stays below: 0.4 of 9 is 4.44
half of an even number | services: a wish, b wish, c must, d must | services: a included | 13 | services 6.25 | c d
half of an odd number | services: a must, b must, c wish, d wish | services: a included | 38 | services 18.75 | b
below a half | services: a wish, b wish, c wish, d must, e must | services: a paid | 4 | services 20/9 | d e
# Sectors
no sector in common | sectors: bio ict | sectors: optics | 0 | sectors 0 | -
one sector in common | sectors: bio ict | sectors: ict optics | 60 | sectors 12 | -
the only sector in common | sectors: ict | sectors: bio ict | 60 | sectors 12 | -
two sectors in common | sectors: bio ict | sectors: bio ict | 100 | sectors 20 | -
three sectors in common | sectors: bio ict optics | sectors: bio ict optics | 100 | sectors 20 | -
# Space
room for one of two | people: 2 | people: 1 | 50 | space 7.5 | -
room for two of three | people: 3 | people: 2 | 67 | space 10 | -
room for just as many | people: 3 | people: 3 | 100 | space 15 | -
room for more | people: 3 | people: 40 | 100 | space 15 | -
room for nobody knows how many | people: 1 | - | 0 | space 0 | -
# Languages and market
one language of three in common | languages: en fr pt | languages: es pt | 100 | languages 10 | -
no language in common | languages: en | languages: es | 0 | languages 0 | -
market is the country | markets: ES PT | places: 150 ES | 100 | market 5 | -
market is the region | markets: 150 | places: 150 ES | 100 | market 5 | -
market is elsewhere | markets: DE | places: 150 ES | 0 | market 0 | -
"""


def rows() -> list[list[str]]:
    lines = [line for line in CASES.splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_fit_is_what_is_reckoned_by_hand(row: list[str]) -> None:
    _, asked, offered, score, points, missing = row
    found = fit(needs(asked), offer(offered))
    if score == "-":
        assert found is None
        return
    said = [one.split() for one in points.split(", ")]
    parts = {part: (float(Fraction(reached)), OF[part]) for part, reached in said}
    assert found == Fit(int(score), parts, missing.split() if missing != "-" else [])
    assert list(found.parts) == list(parts)


@pytest.mark.parametrize("cell", ["services: visa maybe", "services: visa included", "people: 0", "people: -1"])
def test_needs_that_nobody_has_defined_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="none of must, wish|one person or more"):
        needs(cell)


@pytest.mark.parametrize("cell", ["services: visa maybe", "services: visa must", "people: -1"])
def test_an_offer_that_nobody_has_defined_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="none of included, reduced, partner, paid|no fewer than nobody"):
        offer(cell)


KEYS = st.sampled_from(list("abcdef"))
SETS = st.frozensets(KEYS, max_size=4)
NEEDS = st.builds(
    Needs, st.dictionaries(KEYS, st.sampled_from(["must", "wish"])), SETS, st.none() | st.integers(1, 9), SETS, SETS
)
OFFERS = st.builds(
    Offer, st.dictionaries(KEYS, st.sampled_from(list(VALUES))), SETS, st.none() | st.integers(0, 9), SETS, SETS
)


@given(NEEDS, OFFERS)
def test_a_score_is_the_sum_of_its_parts_scaled_to_a_hundred(asked: Needs, offered: Offer) -> None:
    found = fit(asked, offered)
    if found is None:
        assert asked == needs("-")
        return
    assert 0 <= found.score <= 100
    assert all(0 <= points <= of == OF[part] for part, (points, of) in found.parts.items())
    points, of = (sum(values) for values in zip(*found.parts.values(), strict=True))
    assert abs(found.score - 100 * points / of) <= 0.5 + 1e-9


@given(NEEDS, OFFERS, KEYS, st.sampled_from(list(VALUES)))
def test_one_service_more_or_at_better_terms_never_lowers_it(asked: Needs, offered: Offer, key: str, how: str) -> None:
    before = fit(asked, offered)
    worth = VALUES[offered.services[key]] if key in offered.services else Fraction(0)
    if before is None or VALUES[how] < worth:
        return
    after = fit(asked, replace(offered, services={**offered.services, key: how}))
    assert after and after.score >= before.score
    assert set(after.missing) <= set(before.missing)


@given(NEEDS, OFFERS, st.sampled_from(["services", "sectors", "people", "languages", "markets"]))
def test_what_is_left_unsaid_changes_no_other_part(asked: Needs, offered: Offer, unsaid: str) -> None:
    part = {"people": "space", "markets": "market"}.get(unsaid, unsaid)
    whole, less = fit(asked, offered), fit(replace(asked, **{unsaid: getattr(needs("-"), unsaid)}), offered)
    others = {name: value for name, value in whole.parts.items() if name != part} if whole else {}
    assert (less.parts if less else {}) == others
    if less:
        points, of = (sum(values) for values in zip(*others.values(), strict=True))
        assert abs(less.score - 100 * points / of) <= 0.5 + 1e-9


@given(NEEDS, OFFERS)
def test_what_is_missing_are_the_absent_musts_in_their_order(asked: Needs, offered: Offer) -> None:
    found = fit(asked, offered)
    assert (found.missing if found else []) == [
        key for key in asked.services if asked.services[key] == "must" and key not in offered.services
    ]
