"""How a service, an amount and a language read."""

from decimal import Decimal

import pytest

from parks.catalogue.languages import language_code
from parks.programmes.currencies import amount_said
from parks.programmes.facts import ServiceTerms
from parks.programmes.wording import how_said, terms_said


def terms(how: str, price: str = "", said: str = "") -> ServiceTerms:
    return ServiceTerms(how, Decimal(price) if price else None, "EUR" if price else "", said)


@pytest.mark.parametrize(
    ("given", "how", "below"),
    [
        (terms("included"), "included", []),
        (terms("included", said="8 hours"), "included", ["8 hours"]),
        (terms("included", said="50 % of a desk"), "included", ["50 % of a desk"]),
        (terms("paid"), "paid", []),
        (terms("paid", said="by agreement"), "paid", ["by agreement"]),
        (terms("paid", "120.00", "a month"), "€\u00a0120 a month", []),
        (terms("paid", "38.50", "for residents"), "€\u00a038.50", ["for residents"]),
        (terms("paid", "14.00", "a month " * 9), "€\u00a014", ["a month " * 9]),
        (terms("paid", "0.00"), "€\u00a00", []),
        (terms("reduced", said="30 % off the list price"), "30 % off the list price", []),
        (terms("reduced", said="ask the desk"), "at a reduced price", ["ask the desk"]),
        (terms("reduced", "20.00", "an hour"), "at a reduced price", ["€\u00a020 an hour"]),
        (terms("partner", "38.00", "an hour"), "by a partner", ["€\u00a038 an hour"]),
        (terms("partner", said="two evenings"), "by a partner", ["two evenings"]),
    ],
)
def test_how_a_service_is_offered_stands_beside_it_and_the_rest_below(given, how, below) -> None:
    assert how_said(given) == (how, below)


def test_history_says_all_of_a_service_on_one_line() -> None:
    whole = ServiceTerms(
        "partner",
        Decimal("38.00"),
        "EUR",
        "an hour",
        ("en", "pt"),
        "scaling",
        "lawyer",
        "Vera & Gil",
        "vera@example.org",
    )
    assert terms_said(whole) == (
        "by a partner, €\u00a038, an hour, English, Portuguese, for scaling, Vera & Gil, lawyer, vera@example.org"
    )
    assert terms_said(None) == "not offered"


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (Decimal("1200.00"), "BRL", "BRL\u00a01,200"),
        (8_000_000, "USD", "US$\u00a08,000,000"),
        (Decimal("0.05"), "GBP", "£\u00a00.05"),
    ],
)
def test_amounts(amount, currency, said) -> None:
    assert amount_said(amount, currency) == said


@pytest.mark.parametrize(
    ("word", "code"),
    [("Portuguese", "pt"), (" portuguese ", "pt"), ("PT", "pt"), ("Māori", "mi"), ("Klingon", None), ("", None)],
)
def test_a_language_is_known_by_name_or_code(word, code) -> None:
    assert language_code(word) == code
