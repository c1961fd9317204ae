"""Sentences about what a company needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django_countries import countries

from parks.catalogue.languages import language_name
from parks.park.models import country_name
from parks.park.regions import CODES, PLACES
from softlanding.kernel import words
from softlanding.kernel.editing import said
from softlanding.kernel.listing import folded


@dataclass(frozen=True)
class Names:
    """What the catalogue calls its services and sectors, by key; retired ones too."""

    services: Mapping[str, str]
    sectors: Mapping[str, str]


def services_said(musts: Sequence[str], wishes: Sequence[str]) -> str:
    """ "Legal advice and Translation are musts; Mentoring is a wish.": names of services; empty for none."""
    parts = []
    if musts:
        parts.append(f"{words.listed([*musts])} {'is a must' if len(musts) == 1 else 'are musts'}")
    if wishes:
        parts.append(f"{words.listed([*wishes])} {'is a wish' if len(wishes) == 1 else 'are wishes'}")
    return f"{'; '.join(parts)}." if parts else ""


@cache
def market_names() -> Mapping[str, str]:
    """What can be named as a market, by code: continents and regions, then countries by name; Antarctica once."""
    places = {code: name for code, name in PLACES.items() if code != CODES["Antarctica"]}
    named = {code: country_name(code) for code, _ in countries}
    return places | dict(sorted(named.items(), key=lambda row: folded(row[1])))


def market_name(code: str) -> str:
    """ "ES" -> "Spain", "155" -> "Western Europe"."""
    return PLACES.get(code) or country_name(code)


def markets_said(codes: Sequence[str]) -> str:
    """ "Spain, Western Europe": in the order given."""
    return ", ".join(market_name(code) for code in codes)


def value_said(names: Names, needs: Model, name: str, value: Any) -> str:
    """A field's value as the history says it; `name` is the field's."""
    of = {
        "musts": lambda key: names.services.get(key, key),
        "wishes": lambda key: names.services.get(key, key),
        "sectors": lambda key: names.sectors.get(key, key),
        "languages": language_name,
        "markets": market_name,
    }.get(name)
    return said(needs, name, [of(key) for key in value] if of else value)
