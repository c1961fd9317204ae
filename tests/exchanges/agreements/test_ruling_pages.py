"""What the pages and the paper say of days to come: before signing, once signed, and of years covered in part."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from exchanges.agreements import actions, paper, queries
from exchanges.agreements.models import Agreement
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements.making import NEXT_YEAR, NINE, SIX, amend, both_sign
from tests.exchanges.cast import NOW, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = NOW.date()


def read(park: Park, agreement: Agreement, page: str = "") -> str:
    """A page of an agreement as a park's manager reads it."""
    answer = people.browser_of(cast.manager_of(park)).get(f"{agreement.get_absolute_url()}{page}")
    return " ".join(strip_tags(answer.content.decode()).replace("&nbsp;", " ").split())


def test_the_sign_page_shows_each_year_old_and_new(signed, porto, malaga):
    amend(signed, porto, rules_from=NEXT_YEAR, directions={porto.pk: NINE}, carry_over=True)
    text = read(malaga, signed, "sign/")
    assert "They rule from 1 January 2027, or from the day of the last signature when that is later." in text
    assert "The years before 2027 stay as they are." in text
    assert "and what 2027 leaves" in text and "what 2026 leaves" not in text
    assert "Once both parks have signed, they rule from 1 January 2027" in text


def test_the_sign_page_says_when_the_first_day_has_passed_and_what_never_rules(signed, porto, malaga):
    to_come = both_sign(amend(signed, porto, rules_from=date(2027, 6, 1), limit_at=9))
    amend(to_come, porto, at(2026, 11, 1), rules_from=date(2026, 11, 10), limit_at=8)
    text = read(malaga, signed, "sign/")
    assert "The day written in them, 10 November 2026, has passed." in text
    assert "If the last signature is given today, they rule from today, 23 November 2026." in text
    assert "Version 2, signed to rule from 1 June 2027, would never rule." in text


def test_a_year_that_is_covered_in_part_is_said_before_signing(porto, malaga):
    made = actions.propose(
        by=cast.manager_of(porto), proposer=porto, partner=malaga, now=NOW,
        terms=cast.terms(porto, malaga, SIX, valid=(date(2027, 4, 1), date(2028, 6, 30))),
    )  # fmt: skip
    text = read(malaga, made, "sign/")
    assert (
        "Of 2027 the agreement covers only 1 April 2027 to 31 December 2027: that part has all months agreed for a year, "
        "as far as they can begin in it."
    ) in text
    assert "Of 2028 the agreement covers only 1 January 2028 to 30 June 2028" in text
    assert "only 1 April to 31 December" in text and "only 1 January to 30 June" in text


def test_a_first_year_that_is_over_is_not_said_again(porto, malaga):
    begun = cast.agreed(porto, malaga, SIX, valid=(date(2024, 9, 1), date(2028, 8, 31)))
    amend(begun, porto, rules_from=NEXT_YEAR, limit_at=9)
    for page in ("sign/", "counter/"):
        text = read(malaga, begun, page)
        assert "Of 2024" not in text and "Of 2028 the agreement covers only" in text


def test_a_new_agreement_signed_late_says_so_before(porto, malaga):
    made = actions.propose(
        by=cast.manager_of(porto), proposer=porto, partner=malaga, now=NOW,
        terms=cast.terms(porto, malaga, SIX, valid=(date(2026, 9, 1), date(2027, 12, 31))),
    )  # fmt: skip
    text = read(malaga, made, "sign/")
    assert "The first day written in them, 1 September 2026, has passed." in text
    assert "they are in force from 23 November 2026 and cannot be changed" in text
    assert "Of 2026 the agreement covers only 23 November 2026 to 31 December 2026" in text


def test_amend_offers_the_first_day_of_the_next_exchange_year(signed, porto, malaga):
    form = people.browser_of(cast.manager_of(porto)).get(f"{signed.get_absolute_url()}amend/").content.decode()
    assert 'name="rules_from" value="2027-01-01"' in form
    both_sign(amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9))
    text = read(porto, signed)
    assert "From 1 January 2027 version 2 rules." in text and "Signed, rules from 1 January 2027" in text
    assert "signed it; version 2 rules from 1 January 2027" in text
    text = read(porto, signed, "versions/")
    assert "signed, to come" in text and "1 January 2027 to 31 December 2028" in text
    assert "1 of 20 terms changed" not in text and "2 of 20 terms changed from version 1 to version 2" in text


def test_the_paper_says_what_is_signed_and_does_not_rule_yet(signed, porto):
    both_sign(amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9))
    (coming,) = paper.content(queries.opened(signed.code, cast.manager_of(porto)), TODAY)["coming"]
    assert coming["title"] == "Changes from 1 January 2027 on, signed as version 2"
    assert coming["lines"][-1] == ["Limit", "sending stops at 9 months"]
