"""What is shown as left minds the terms that will rule: places, lengths of a stay and limit of an amendment to come."""

from dataclasses import replace
from datetime import date

import pytest

from exchanges.agreements import actions as agreements
from exchanges.agreements import queries
from exchanges.agreements.terms import Direction
from exchanges.balances.headroom import direction_in
from exchanges.balances.queries import with_figures
from exchanges.balances.quota import pair_quota
from exchanges.landings import actions
from exchanges.landings.openings import openings
from exchanges.landings.wishing import wish_room
from exchanges.ledger.models import Pair
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = cast.NOW.date(), date(2027, 1, 1)
THERE = Direction(6, places=2, min_months=1, max_months=6)


def change(home, host, **terms):
    """Terms of both directions from the next year on; `there` of residents of `home` at `host`."""
    agreement = cast.agreed(home, host, THERE)
    there = terms.pop("there", THERE)
    new = replace(queries.terms_of(agreement.ruling), rules_from=NEW_YEAR, **terms)
    new = replace(new, directions={**new.directions, home.pk: there})
    by = cast.manager_of(home)
    tabled = agreements.amend(agreement, by=by, park=home, terms=new, now=cast.NOW)
    read = tabled.newest.content_hash
    agreements.sign(tabled, by=by, park=home, content_hash=read, now=cast.NOW)
    return agreements.sign(tabled, by=cast.manager_of(host), park=host, content_hash=read, now=cast.NOW)


def shown_in(home, host, year: int) -> set[int]:
    """Months left of a year as the directory, the list of balances and the page of a pair say it."""
    opening = openings(home, TODAY, [host])[0]
    pair = with_figures(Pair.objects.all(), TODAY).get()
    listed = direction_in(pair, home.pk, TODAY)
    quota = pair_quota(pair, home, {home.pk: TODAY, host.pk: TODAY}, year).directions[0]
    return {
        it.months for it in (*opening.years, listed.this_year, listed.next_year, quota.chosen.can) if it.year == year
    }


@pytest.mark.parametrize(
    ("terms", "months"),
    [({"limit_at": 2}, 2), ({"there": replace(THERE, months_per_year=20, places=1)}, 12), ({"limit_at": None}, 6)],
)
def test_what_is_left_in_the_year_is_by_the_terms_that_will_rule_in_it(porto, malaga, terms, months) -> None:
    change(porto, malaga, carry_over=True, **terms)
    assert shown_in(porto, malaga, 2027) == {months}


def test_a_stay_that_is_too_short_by_then_does_not_fit_and_is_refused(porto, malaga) -> None:
    change(porto, malaga, there=replace(THERE, min_months=3))
    ana = cast.company("Ana", porto, "Lead Ana")
    wish = actions.Wish(date(2027, 2, 1), 1, 1, "Customers")
    draft = actions.draft(company=ana, home=porto, host=malaga, wish=wish, by=cast.lead_of(ana), now=cast.NOW)
    assert wish_room(draft, TODAY).says[1] == "Your 1 month from 1 February 2027 does not fit as things stand."
    with pytest.raises(Refused, match="lasts 3 to 6 months"):
        actions.submit(draft, by=cast.lead_of(ana), now=cast.NOW)


def test_a_place_that_will_be_gone_is_not_free(porto, malaga) -> None:
    """One company is here until April; from the new year on there is one place only."""
    cast_stay = cast.company("Ana", porto, "Lead Ana")
    change(porto, malaga, there=replace(THERE, places=1))
    cast.confirmed(cast_stay, malaga, date(2026, 12, 1), 4)
    opening = openings(porto, TODAY, [malaga])[0]
    assert opening.free_from == TODAY  # the month until 22 December
    assert opening.years[0].months == 1  # it may not reach into January
    later = openings(porto, date(2026, 12, 5), [malaga])[0]
    assert later.free_from == date(2027, 4, 1)


def test_what_a_year_without_an_agreement_in_force_had_is_told_as_it_was(porto, malaga) -> None:
    """A suspended agreement: nothing new can begin, and the year's months are those that were agreed."""
    agreement = cast.agreed(porto, malaga, THERE)
    by = cast.manager_of(porto)
    agreements.suspend(agreement, by=by, park=porto, reason="A new building", now=cast.NOW)
    pair = with_figures(Pair.objects.all(), TODAY).get()
    listed = direction_in(pair, porto.pk, TODAY).this_year
    paged = pair_quota(pair, porto, {porto.pk: TODAY, malaga.pk: TODAY}, 2026).directions[0].chosen.can
    assert listed.quota == paged.quota
    assert (listed.quota.agreed, listed.months) == (6, 0)
