"""How well what a park offers covers what a company needs, 0 to 100, with the parts it is the sum of (rule 25).

Pure and exact: fractions inside, so that a half is a half when it is rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

OF = {"services": 50, "sectors": 20, "space": 15, "languages": 10, "market": 5}
ONE_SECTOR = 12  # points for one sector in common; two or more give all of them
WEIGHTS = {"must": 3, "wish": 1}
# What a service is worth by how the park gives it; one that it does not give is worth nothing.
VALUES = {"included": Fraction(1), "reduced": Fraction(7, 10), "partner": Fraction(6, 10), "paid": Fraction(4, 10)}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a company states; empty or None: it says nothing about it.

    `services`: key -> "must" or "wish"; `sectors`: keys; `people` who come, one or more; `languages`: ISO 639-1;
    `markets` where it wants to sell: ISO 3166-1 alpha-2 or codes of UN M49 regions ("150"). Else ValueError.
    """

    services: Mapping[str, str]
    sectors: frozenset[str]
    people: int | None
    languages: frozenset[str]
    markets: frozenset[str]

    def __post_init__(self) -> None:
        _refuse_unknown(self.services, WEIGHTS)
        if self.people is not None and self.people < 1:
            raise ValueError(f"one person or more comes, not {self.people}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a park offers a company, its agreement's terms before its programme's.

    `services`: key -> "included", "reduced", "partner" or "paid"; `sectors` and `languages` as in Needs; `people`: the
    most that one space or the agreement takes, None where nobody has said; `places`: the park's country and the codes
    of its regions. Else ValueError.
    """

    services: Mapping[str, str]
    sectors: frozenset[str]
    people: int | None
    languages: frozenset[str]
    places: frozenset[str]

    def __post_init__(self) -> None:
        _refuse_unknown(self.services, VALUES)
        if self.people is not None and self.people < 0:
            raise ValueError(f"a space takes no fewer than nobody, not {self.people}")


@dataclass(frozen=True, slots=True)
class Fit:
    """`score` of 100; `parts`: name -> (points, of), the stated ones only, in the order of OF.

    `missing`: the musts that the park does not give, in the order in which the company states them.
    """

    score: int
    parts: Mapping[str, tuple[float, int]]
    missing: list[str]


def fit(needs: Needs, offer: Offer) -> Fit | None:
    """How well the offer covers the needs; None where no need is stated.

    The points of the stated parts, scaled to 100 and rounded half up.
    """
    reached = {
        "services": _services(needs.services, offer.services),
        "sectors": _sectors(needs.sectors, offer.sectors),
        "space": _space(needs.people, offer.people),
        "languages": _one_in_common("languages", needs.languages, offer.languages),
        "market": _one_in_common("market", needs.markets, offer.places),
    }
    points = {part: found for part, found in reached.items() if found is not None}
    if not points:
        return None
    share = sum(points.values(), Fraction(0)) / sum(OF[part] for part in points)
    missing = [key for key, weight in needs.services.items() if weight == "must" and key not in offer.services]
    return Fit(_half_up(100 * share), {part: (float(found), OF[part]) for part, found in points.items()}, missing)


def _services(asked: Mapping[str, str], given: Mapping[str, str]) -> Fraction | None:
    if not asked:
        return None
    got = [WEIGHTS[weight] * VALUES[given[key]] for key, weight in asked.items() if key in given]
    return OF["services"] * sum(got, Fraction(0)) / sum(WEIGHTS[weight] for weight in asked.values())


def _sectors(ours: frozenset[str], theirs: frozenset[str]) -> Fraction | None:
    if not ours:
        return None
    return Fraction((0, ONE_SECTOR, OF["sectors"])[min(2, len(ours & theirs))])


def _space(wanted: int | None, offered: int | None) -> Fraction | None:
    if wanted is None:
        return None
    return OF["space"] * min(Fraction(1), Fraction(offered or 0, wanted))


def _one_in_common(part: str, ours: frozenset[str], theirs: frozenset[str]) -> Fraction | None:
    if not ours:
        return None
    return Fraction(OF[part] if ours & theirs else 0)


def _half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def _refuse_unknown(services: Mapping[str, str], known: Mapping[str, object]) -> None:
    """ValueError for a service with a word that nobody has defined."""
    for key, word in services.items():
        if word not in known:
            raise ValueError(f"{key}: {word!r} is none of {', '.join(known)}")
