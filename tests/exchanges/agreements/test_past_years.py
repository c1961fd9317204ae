"""No signature changes any figure of a year that is over (rules 3 and 7), tried at random."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.agreements import queries
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.balances.queries import with_figures
from exchanges.balances.quota import pair_quota
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, both_sign, used
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db


def past_figures(porto: Park, malaga: Park, today: date) -> list:
    """Everything the quota's page says of the years that are over, both ways; and what an offer would be told."""
    pair = with_figures(Pair.objects.all(), today).get(pk=Pair.objects.between(porto, malaga).pk)
    found: list = []
    for year in range(2022, today.year):
        page = pair_quota(pair, porto, {porto.pk: today, malaga.pk: today}, year)
        found += [(row.quota, row.floor, row.floor_taken, row.bar, row.over_says) for row in
                  (one.chosen for one in page.directions)]  # fmt: skip
        found += [
            facts_of(Landing(home=home, host=host), today, 1, cast.noon(today)).quota(year)
            for home, host in ((porto, malaga), (malaga, porto))
            if queries.direction_for(home, host, today)
        ]
    return found


amendments = st.lists(
    st.tuples(
        st.integers(0, 500),  # days until it is signed
        st.integers(-60, 500),  # its first day, seen from its proposal 20 days before
        st.integers(0, 12),
        st.booleans(),
        st.sampled_from([date(2026, 6, 30), date(2027, 12, 31), date(2029, 3, 31)]),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=amendments, carries=st.booleans(), months=st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_no_signature_changes_any_figure_of_a_past_year(porto, malaga, changes, carries, months):
    with transaction.atomic():
        day, savepoint = date(2024, 5, 1), transaction.savepoint()
        agreement = cast.agreed_on(at(2022, 3, 1), porto, malaga, SIX, SIX, carry_over=carries, floor_months=2,
                                   valid=(date(2022, 4, 1), date(2027, 12, 31)))  # fmt: skip
        for year, number in enumerate(months, start=2022):
            for month in range(1, number + 1):
                ledger.post(used(porto, malaga, date(year, 5 + month, 3)), now=at(2022, 3, 1))
        for after, first, number, carry, until in changes:
            day += timedelta(days=after)
            agreement = Agreement.objects.get(pk=agreement.pk)
            asked_on = at(day.year, day.month, day.day) - timedelta(days=20)
            signed_on = at(day.year, day.month, day.day)
            before = past_figures(porto, malaga, day)
            try:
                with transaction.atomic():
                    tabled = amend(
                        agreement, porto, asked_on, directions={porto.pk: Direction(number, places=2, max_months=6)},
                        rules_from=asked_on.date() + timedelta(days=first), carry_over=carry, valid_until=until,
                    )  # fmt: skip
                    both_sign(tabled, signed_on)
            except Refused:
                continue
            assert past_figures(porto, malaga, day) == before
        transaction.savepoint_rollback(savepoint)
