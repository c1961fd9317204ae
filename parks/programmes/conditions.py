"""Whether what a park says of its programme can stand: raise Refused with a sentence."""

import re
from collections.abc import Container, Mapping, Sized

from parks.catalogue.languages import LANGUAGES
from parks.catalogue.models import Service
from parks.programmes.facts import ServiceTerms
from parks.programmes.models import CURRENCY
from parks.programmes.states import MOST_ROWS, How
from softlanding.kernel.refusals import Refused


def terms_hold(terms: ServiceTerms) -> None:
    """The terms of one service by themselves; `field` of the refusal is the name of the part it is about."""
    if terms.price is None and terms.currency:
        raise Refused("Enter the price that is in this currency, or empty the currency.", "price")
    if terms.price is not None:
        price_holds(terms)
    if unknown := [code for code in terms.languages if code not in LANGUAGES]:
        raise Refused(f"“{unknown[0]}” is no language of ISO 639-1.", "languages")


def price_holds(terms: ServiceTerms) -> None:
    if terms.price is not None and terms.price < 0:
        raise Refused("A price is 0 or more.", "price")
    if not terms.currency:
        raise Refused("Say in which currency the price is: EUR, for example.", "currency")
    if not re.match(CURRENCY, terms.currency):
        raise Refused("Write the currency as three letters, such as EUR.", "currency")
    if terms.how == How.INCLUDED and terms.price:
        raise Refused("What is included has no price. Empty the price, or say that it is paid.", "price")


def can_be_offered(services: Mapping[str, ServiceTerms], known: Mapping[str, Service], offered: Container[str]) -> None:
    """Every key is one of the catalogue's; what was retired stays where it is, and is offered nowhere anew.

    `offered`: the keys of what the park offers already.
    """
    for key in services:
        if key not in known:
            raise Refused(f"The catalogue has no service “{key}”. Open the page again.")
        refuse_retired(known[key], key in offered)


def refuse_retired(service: Service, is_offered: bool) -> None:
    if service.retired_at and not is_offered:
        raise Refused(
            f"{service.name} was retired from the catalogue and cannot be offered anew. Set it to “not offered”.", "how"
        )


def few_enough(rows: Sized, name: str) -> None:
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"These are {len(rows)} {name}; a programme names {MOST_ROWS} at most. Put what is alike into one row."
        )
