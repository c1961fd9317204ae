"""Who is open to whom: the rule by its cases, and the same figures as an offer is checked with."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.directory.openness import openness
from exchanges.directory.queries import open_to, openings
from exchanges.landings import conditions, queries
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast

TODAY = date(2026, 11, 23)


def said(home: Park, host: Park, today: date = TODAY) -> tuple[bool, list[str]]:
    found = openings(home, today, hosts=[host])
    it = openness(found[0] if found else None, home, host, today)
    return it.is_open, it.reasons


def owe(debtor: Park, creditor: Park, months: int) -> None:
    entry = ledger.Entry(
        day=date(2026, 1, 2), debtor=debtor, creditor=creditor, months=months, because=Because.OPENING,
        reference=f"opening/{debtor.code}/{creditor.code}",
    )  # fmt: skip
    ledger.post(entry, now=cast.NOW)


def test_open_with_months_place_and_days(network) -> None:
    is_open, reasons = said(network.malaga, network.porto)
    assert is_open
    assert reasons == [
        "Málaga has 4 of 6 months left at Porto in 2026 and 4 of 6 months in 2027.",
        "3 of 3 places are free today.",
        "Companies stay 1 to 6 months; Porto decides within 14 days.",
    ]
    (porto, songdo) = open_to(network.malaga, TODAY)
    assert (porto.park, songdo.park) == (network.porto, network.songdo)
    assert (porto.places_free, porto.decision_days, porto.projected, porto.months_left) == (3, 14, 0, 8)


def test_the_figures_equal_those_of_offers(network) -> None:
    for home in Park.objects.all():
        for one in openings(home, TODAY):
            found = queries.quotas([one.terms], [2026, 2027], TODAY)
            assert (one.this_year, one.next_year) == (found[one.terms.pk, 2026], found[one.terms.pk, 2027])
            assert one.projected == queries.projected_balance(one.terms.version.agreement.pair, home)


def test_closed_without_an_agreement(network) -> None:
    assert said(network.porto, network.songdo) == (False, ["Porto and Songdo have no agreement in force."])
    assert said(network.malaga, network.porto, date(2029, 1, 1))[0] is False


def test_closed_where_the_direction_gives_no_months(network) -> None:
    is_open, reasons = said(network.songdo, network.malaga)
    assert not is_open
    assert reasons == ["The agreement of Songdo and Málaga gives residents of Songdo no months at Málaga."]
    assert open_to(network.songdo, TODAY) == []


def test_closed_while_the_host_is_suspended(network) -> None:
    Park.objects.filter(pk=network.porto.pk).update(state="suspended")
    network.porto.refresh_from_db()
    assert said(network.malaga, network.porto)[1] == ["Porto is suspended and takes no part in exchanges now."]


def test_closed_when_all_months_are_promised(db, now) -> None:
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    cast.agreed(home, host, Direction(2, places=5))
    cast.offered(cast.company("One", home, "Uma"), host, date(2026, 12, 1), 2)  # one month in 2026, one in 2027
    assert said(home, host)[0] is True
    for name, start, months in (("Two", date(2026, 12, 2), 1), ("Three", date(2027, 2, 1), 1)):
        cast.offered(cast.company(name, home, f"Lead {name}"), host, start, months)
    is_open, reasons = said(home, host)
    assert not is_open
    assert reasons == ["All 2 months of 2026 and all 2 months of 2027 are promised."]


def test_a_place_is_free_once_somebody_leaves(db, now) -> None:
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    cast.agreed(home, host, Direction(6, places=1))
    cast.confirmed(cast.company("One", home, "Uma"), host, date(2026, 11, 24), 3)
    (one,) = openings(home, TODAY)
    assert (one.places_free, one.free_from) == (1, date(2027, 2, 24))  # a stay from today would meet it tomorrow
    assert said(home, host)[1][1] == "From 24 February 2027 a place is free for a stay; there is one place."
    assert [quota.year for quota in one.years_with_room] == [2027]


def test_closed_past_the_limit_unless_within_the_floor(db, now) -> None:
    home, host, kind = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far"), cast.park("Kind", "Cy Kind")
    cast.agreed(home, host, Direction(6), alert_at=2, limit_at=3)
    cast.agreed(home, kind, Direction(6), alert_at=2, limit_at=3, floor_months=1)
    owe(home, host, 3)
    owe(home, kind, 3)
    is_open, reasons = said(home, host)
    assert not is_open
    assert reasons == [
        "Home owes Far 3 months with everything promised; the limit is 3. "
        "Companies can go again once Far has sent some the other way or the parks have settled."
    ]
    assert [one.park.name for one in open_to(home, TODAY)] == ["Kind"]


@pytest.mark.parametrize("owed", [0, 2, 3, 4])
def test_open_exactly_when_one_month_could_be_offered(db, now, owed) -> None:
    """What the directory promises, the rules of an offer keep."""
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    cast.agreed(home, host, Direction(4), alert_at=2, limit_at=3)
    if owed:
        owe(home, host, owed)
    landing = cast.nominated(cast.company("One", home, "Uma"), host, date(2026, 12, 1), 1)
    pair, terms = landing.pair, openings(home, TODAY)[0].terms
    pair.refresh_from_db()
    years = conditions.quota_left(terms, date(2026, 12, 1), 1, TODAY, "months")
    try:
        conditions.within_limit(terms, Landing(), pair, years, date(2026, 12, 1), 1, TODAY, "months")
        possible = True
    except Refused:
        possible = False
    assert possible == bool(open_to(home, TODAY)) == (owed < 3)
