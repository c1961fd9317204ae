"""The ways back of a small network, written out by hand; see conftest.py for who owes whom."""

from datetime import date
from typing import Any

import pytest

from exchanges.agreements.terms import Direction
from exchanges.balances.park_summary import park_summary
from exchanges.clearing.clearable import clearable_today
from exchanges.explaining import applications
from exchanges.explaining.explaining import partners_of
from exchanges.explaining.ways_back import WaysBack, ways_back
from exchanges.landings.openings import openings, openings_at
from exchanges.landings.records import records
from exchanges.policy.queries import in_force
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe

TODAY = date(2026, 11, 23)


def back_of(park: Park) -> WaysBack:
    balance, record = park_summary(park, TODAY).balance, records([park], in_force(), cast.noon(TODAY))[park.pk]
    coming = record.coming_sent, record.coming_hosted
    return ways_back(park, balance, coming, partners_of(park), clearable_today(TODAY), TODAY)


def ways(back: WaysBack) -> list[tuple[str, bool, int, int, int]]:
    return [(it.partner.name, it.hosts, it.projected, it.months, it.after) for it in back.partners.ways]


def told(back: WaysBack) -> list[tuple[str, int, int, int, int, int, int]]:
    return [
        (it.landing.company.name, it.now, it.after, it.left_now, it.left_after, it.network_now, it.network_after)
        for it in back.applications.rows
    ]


def test_a_park_that_owes_hosts_companies_of_parks_it_owes(network) -> None:
    back = back_of(network.malaga)
    assert ways(back) == [("Porto", True, -6, 5, -1), ("Songdo", True, -4, 4, 0)]
    assert back.partners.without_room == []
    assert "hosting companies of parks it owes" in back.lead
    assert back.together == "Together 5 months: after them Málaga is even."


def test_a_park_that_is_owed_sends_to_parks_that_owe_it(network) -> None:
    back = back_of(network.songdo)
    assert ways(back) == [("Málaga", False, 4, 4, 0)]
    assert "sending companies to parks that owe it" in back.lead
    # With Porto it is owed 6, but the park itself only 1: more would turn it.
    assert ways(back_of(network.porto)) == [("Málaga", False, 6, 1, 5)]


def test_a_park_that_is_even_needs_nothing(network) -> None:
    back = back_of(network.turin)
    assert (ways(back), told(back)) == ([], [])
    assert back.is_even and back.lead == "Turin is even with the network; nothing needs to change."
    assert back.rings.cleared == 5


def test_what_is_promised_counts(network) -> None:
    cast.offer(network.daegu, date(2027, 2, 1), 3)
    back = back_of(network.malaga)
    assert (back.position, back.projected) == (-5, -2)
    assert back.lead.startswith("With everything promised it owes 2 months.")
    assert ways(back) == [("Porto", True, -6, 2, -4), ("Songdo", True, -1, 1, 0)]


def test_an_application_is_reckoned_after_clearing_and_not_of_its_pair_alone(network) -> None:
    """Both bring Málaga nearer to zero. Lumen's makes the circle smaller, so more stays in the network than without it.

    Daegu, 3 months of Songdo: Málaga owes Songdo 1; the circle cancels 5 of 17 thrice, 2 stay.
    Lumen, 2 months of Porto: Málaga owes Porto 4; the circle cancels only 4 of 18 thrice, 6 stay.
    """
    assert told(back_of(network.malaga)) == [("Daegu", -5, -2, 5, 2, 5, 2), ("Lumen", -5, -3, 5, 4, 5, 6)]
    assert told(back_of(network.songdo)) == [("Daegu", 4, 1, 4, 1, 5, 2)]
    # Lumen's two months would take Porto from being owed 1 to owing 1: no nearer.
    assert told(back_of(network.porto)) == []


def test_what_was_reckoned_is_what_comes_to_be(network) -> None:
    """Once the months are posted, the books themselves say the same."""
    for landing, company in ((network.daegu, "Daegu"), (network.lumen, "Lumen")):
        [row] = [row for row in told(back_of(network.malaga)) if row[0] == company]
        owe(landing.home, landing.host, landing.wished_months)
        after = clearable_today(TODAY)
        assert after.left == row[-1] and after.left_of(network.malaga.pk)[0] == row[4]


def test_months_that_turn_a_debt_or_begin_one_are_reckoned(network) -> None:
    it = clearable_today(TODAY)
    debts = {(debt.debtor, debt.creditor): debt.months for debt in it.debts}
    malaga, turin, songdo = (park.pk for park in (network.malaga, network.turin, network.songdo))

    def with_stay(home: int, host: int, months: int) -> dict[tuple[int, int], int]:
        found = {(debt.debtor, debt.creditor): debt.months for debt in it.with_stay(home, host, months, True)}
        return {key: n for key, n in found.items() if debts.get(key) != n} | {
            key: 0 for key in debts if key not in found
        }

    assert with_stay(songdo, malaga, 6) == {(malaga, songdo): 0, (songdo, malaga): 2}
    assert with_stay(songdo, malaga, 4) == {(malaga, songdo): 0}
    assert with_stay(malaga, songdo, 2) == {(malaga, songdo): 6}
    assert with_stay(songdo, turin, 3) == {(songdo, turin): 3}
    assert it.debts == clearable_today(TODAY).debts


def test_applications_that_are_not_reckoned_are_counted(network, monkeypatch: Any) -> None:
    monkeypatch.setattr(applications, "MOST", 1)
    found = back_of(network.malaga).applications
    assert ([row.landing.company.name for row in found.rows], found.left_out) == (["Lumen"], 1)


def test_who_decides_next(network) -> None:
    daegu, lumen = back_of(network.malaga).applications.rows
    assert (daegu.verb, lumen.verb) == ("exchanges:landings:offer",) * 2
    [waits] = back_of(network.songdo).applications.rows
    assert (waits.waits_here, waits.verb) == (False, "exchanges:landings:detail")
    mover = cast.company("Mover", network.songdo, "Han Seo")
    cast.submitted(mover, network.malaga, date(2027, 5, 1), 1)
    [own] = [row for row in back_of(network.songdo).applications.rows if row.landing.company == mover]
    assert (own.waits_here, own.verb) == (True, "exchanges:landings:nominate")
    # Málaga may not read it before Songdo has nominated it.
    assert mover not in [row.landing.company for row in back_of(network.malaga).applications.rows]


def test_the_circles_in_plain_words_and_why_not_more(network) -> None:
    it = back_of(network.malaga).rings
    [ring] = it.rings
    assert (
        ring.says == "Málaga owes Porto 6 months, Porto owes Turin 5, Turin owes Málaga 5: all three would fall by 5."
    )
    assert ring.says_you == "You owe Porto 6 months, Porto owes Turin 5, Turin owes you 5: all three would fall by 5."
    assert (ring.first, ring.last, it.cleared, it.more) == ("PORT", "TURI", 5, 0)
    assert it.stays == [
        "5 months with Songdo (4) and Porto (1) stay, because no further circle of consenting agreements runs through "
        "Málaga: whom it owes does not owe on, one by one, to somebody who owes it."
    ]
    assert back_of(network.porto).rings.rings[0].says.startswith("Porto owes Turin 5 months, Turin owes Málaga 5")


def test_why_a_debt_stays_outside(db: None, now: None) -> None:
    hub, anna, bert, carl, dora = (cast.park(name, f"Man {name}") for name in ("Hub", "Anna", "Bert", "Carl", "Dora"))
    for partner, hub_allows, partner_allows in ((anna, True, False), (bert, False, True), (carl, False, False)):
        cast.agreed(hub, partner, Direction(4), clearing={hub.pk: hub_allows, partner.pk: partner_allows})
    for partner, months in ((anna, 4), (bert, 3), (carl, 2), (dora, 1)):
        owe(hub, partner, months)
    assert back_of(hub).rings.stays == [
        "4 months with Anna stay, because the other side does not take part in clearing.",
        "3 months with Bert stay, because Hub does not take part in clearing there.",
        "2 months with Carl stay, because neither park takes part in clearing there.",
        "1 month with Dora stays, because the two never had an agreement.",
    ]
    assert back_of(anna).rings.stays[0].endswith("because Anna does not take part in clearing there.")


REASONS = [
    (None, "no agreement is in force"),
    (Direction(0), "the agreement gives this direction no months"),
    (Direction(1, places=1), "the quota of 2026 and 2027 is used up or promised"),
    (Direction(6, places=1), "no place is free before the agreement ends"),
]


@pytest.mark.parametrize(("terms", "reason"), REASONS)
def test_why_a_partner_has_no_room(db: None, now: None, terms: Direction | None, reason: str) -> None:
    hub, anna = cast.park("Hub", "Man Hub"), cast.park("Anna", "Man Anna")
    owe(anna, hub, 5)
    if terms:
        end = date(2027, 2, 1) if terms.months_per_year == 6 else date(2028, 12, 31)
        cast.agreed(hub, anna, terms, Direction(6), valid=(date(2026, 1, 1), end))
    if terms and terms.months_per_year == 1:
        for n, start in enumerate((date(2026, 12, 1), date(2027, 2, 1))):
            cast.offered(cast.company(f"C{n}", hub, f"Lead {n}"), anna, start, 1)
    if terms and terms.months_per_year == 6:
        cast.offered(cast.company("Stays", hub, "Lead"), anna, date(2026, 11, 23), 2)
    back = back_of(hub)
    assert back.partners.ways == []
    assert [(one.partner.name, one.reason) for one in back.partners.without_room] == [("Anna", reason)]
    assert not back.helps


def test_months_possible_are_what_quota_places_and_limit_leave(db: None, now: None) -> None:
    """From 23 November one place can take 2 months that begin in 2026 and 12 in 2027."""
    hub, anna = cast.park("Hub", "Man Hub"), cast.park("Anna", "Man Anna")
    cast.agreed(hub, anna, Direction(5, places=1), Direction(20, places=2), alert_at=1, limit_at=3, floor_months=0)
    [there], [back] = openings(hub, TODAY), openings_at(hub, TODAY)
    assert (there.park, back.park, back.terms.home) == (anna, hub, anna)
    assert there.months_left == 3, "the limit: even now, so no more than 3"
    owe(anna, hub, 30)
    [there], [back] = openings(hub, TODAY), openings_at(hub, TODAY)
    assert there.months_left == 2 + 5, "2 months can begin in 2026 though 5 are left, and 5 in 2027"
    assert back.projected == -30 and back.months_left == 0, "Anna is past the limit and may send nobody"


def test_the_floor_lets_months_past_the_limit(db: None, now: None) -> None:
    hub, anna = cast.park("Hub", "Man Hub"), cast.park("Anna", "Man Anna")
    cast.agreed(hub, anna, Direction(5, places=9), alert_at=1, limit_at=3, floor_months=2)
    owe(hub, anna, 9)
    [opening] = openings(hub, TODAY)
    assert opening.this_year.used == 9 and opening.months_left == 2, "2 of 2027's floor; 2026 has used its quota"
