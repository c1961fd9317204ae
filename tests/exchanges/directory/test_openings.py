"""Who is open to whom: the rule by its cases, and the same figures as an offer is checked with."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.directory.openness import openness, room_in_years
from exchanges.directory.queries import open_to, openings
from exchanges.landings import limits, queries
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend
from tests.exchanges.agreements.test_ruling import both_sign
from tests.exchanges.consent import signed

TODAY = date(2026, 11, 23)


def said(home: Park, host: Park, today: date = TODAY, sees_debts: bool = True) -> tuple[bool, list[str]]:
    found = openings(home, today, hosts=[host])
    it = openness(found[0] if found else None, home, host, today, sees_debts)
    return it.is_open, it.reasons


def owe(debtor: Park, creditor: Park, months: int) -> None:
    entry = ledger.Entry(
        day=date(2026, 1, 2), debtor=debtor, creditor=creditor, months=months, because=Because.OPENING,
        reference=f"opening/{debtor.code}/{creditor.code}",
    )  # fmt: skip
    signed(entry)


def test_open_with_months_place_and_days(network) -> None:
    is_open, reasons = said(network.malaga, network.porto)
    assert is_open
    assert reasons == [
        "Málaga has 4 of 6 months left at Porto in 2026 and 4 of 6 months in 2027, 6 together; the agreement lasts "
        "until 31 December 2028.",
        "3 of 3 places are free today.",
        "Companies stay 1 to 6 months; Porto decides within 14 days.",
    ]
    (porto, songdo) = open_to(network.malaga, TODAY)
    assert (porto.park, songdo.park) == (network.porto, network.songdo)
    assert (porto.places_free, porto.decision_days, porto.projected, porto.months_left) == (3, 14, 0, 6), "the limit"


def test_the_figures_equal_those_of_offers(network) -> None:
    for home in Park.objects.all():
        for one in openings(home, TODAY):
            found = queries.quotas([one.terms], [2026, 2027], TODAY)
            assert (one.this_year, one.next_year) == (found[one.terms.pk, 2026], found[one.terms.pk, 2027])
            facts = facts_of(Landing(home=home, host=one.park), TODAY, 1, cast.noon(TODAY))
            assert one.projected == facts.projected
            assert (one.this_year, one.next_year) == (facts.quota(2026), facts.quota(2027))


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


def test_a_place_is_free_once_terms_with_more_places_rule(db, now) -> None:
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    agreed = cast.agreed(home, host, Direction(6, places=1))
    cast.confirmed(cast.company("One", home, "Uma"), host, date(2026, 11, 24), 3)
    both_sign(amend(agreed, home, rules_from=date(2027, 1, 1), directions={home.pk: Direction(6, places=2)}))
    (one,) = openings(home, TODAY)
    assert (one.places_free, one.free_from) == (1, date(2027, 1, 1))


def test_a_month_that_cannot_begin_before_the_agreement_ends_is_not_shown(db, now) -> None:
    """Six months are agreed for 2027, and the agreement ends in January."""
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    cast.agreed(home, host, Direction(6, places=1), valid=(date(2026, 1, 1), date(2027, 1, 31)))
    (one,) = openings(home, TODAY)
    assert [(can.months, can.year, can.until) for can in one.years_with_room] == [
        (2, 2026, date(2026, 12, 31)), (1, 2027, date(2027, 1, 31)),
    ]  # fmt: skip
    assert one.months_left == 2, "from 23 November two whole months fit; the one in January takes the second's place"
    assert room_in_years(one) == "2 in 2026, 1 in 2027"
    assert said(home, host)[1][0] == (
        "Home has 2 of 6 months left at Far in 2026 and 1 of 6 months in 2027, 2 together; the agreement lasts until "
        "31 January 2027."
    )
    later = openness(one, home, host, TODAY, sees_debts=True)
    assert [bar.sentence for bar in later.bars] == [
        "2 left, 4 cannot begin, of 6 in 2026",
        "1 left until 31 January 2027, 5 cannot begin, of 6 in 2027",
    ]


def test_closed_where_no_whole_stay_fits(db, now) -> None:
    home, host = cast.park("Home", "Ada Home"), cast.park("Far", "Bo Far")
    cast.agreed(home, host, Direction(6, min_months=3), valid=(date(2026, 1, 1), date(2027, 1, 31)))
    assert said(home, host) == (False, ["A stay lasts 3 months or longer, and the agreement ends on 31 January 2027."])
    assert open_to(home, TODAY) == []


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
    try:
        limits.within_limit(facts_of(landing, date(2026, 12, 1), 1, cast.noon(TODAY)), "months")
        possible = True
    except Refused:
        possible = False
    assert possible == bool(open_to(home, TODAY)) == (owed < 3)
