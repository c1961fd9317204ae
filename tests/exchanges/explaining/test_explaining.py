"""Where a position comes from: every figure beside independent SQL, and sums that hold whatever was posted."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from exchanges.explaining import changes
from exchanges.explaining.explaining import Explanation, explanation
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe, sql, take_back

POSITION = """
    SELECT coalesce(sum(CASE WHEN creditor_id = %s THEN months ELSE -months END), 0) FROM exchanges_posting
    WHERE creditor_id = %s OR debtor_id = %s
"""
STAYS = """
    SELECT coalesce(sum(months), 0) FROM exchanges_posting p WHERE because = 'stay' AND {side}_id = %s
    AND NOT EXISTS (SELECT 1 FROM exchanges_posting r WHERE r.reverses_id = p.id)
"""
BY_YEAR = """
    SELECT extract(year FROM day)::int, sum(CASE WHEN creditor_id = %s THEN months ELSE 0 END),
        sum(CASE WHEN debtor_id = %s THEN months ELSE 0 END) FROM exchanges_posting p
    WHERE because = 'stay' AND %s IN (debtor_id, creditor_id) AND reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM exchanges_posting r WHERE r.reverses_id = p.id)
    GROUP BY 1 ORDER BY 1 DESC
"""
BY_PARTNER = """
    SELECT CASE WHEN debtor_id = %s THEN creditor_id ELSE debtor_id END,
        sum(CASE WHEN creditor_id = %s THEN months ELSE -months END) FROM exchanges_posting
    WHERE %s IN (debtor_id, creditor_id) GROUP BY 1
"""


def explained(park: Park) -> Explanation:
    return explanation(Park.objects.annotate(movements=changes.packed_years()).get(pk=park.pk))


def agrees_with_sql(park: Park) -> Explanation:
    it, pk = explained(park), park.pk
    [(position,)] = sql(POSITION, pk, pk, pk)
    assert it.position == position == sum(line.change for line in it.lines) == sum(year.change for year in it.years)
    assert it.sent == sql(STAYS.format(side="debtor"), pk)[0][0] == sum(year.sent for year in it.years)
    assert it.hosted == sql(STAYS.format(side="creditor"), pk)[0][0] == sum(year.hosted for year in it.years)
    assert it.hosted - it.sent + it.other == position
    stays = [(year.year, year.hosted, year.sent) for year in it.years if year.hosted or year.sent]
    assert stays == sql(BY_YEAR, pk, pk, pk)
    assert {row.partner.pk: row.balance for row, _ in it.shown} == dict(sql(BY_PARTNER, pk, pk, pk))
    rest = [it.others] if it.others else []
    for column in ("balance", "sent", "hosted", "other"):
        together = sum(getattr(row, column) for row in [*(row for row, _ in it.shown), *rest])
        assert together == {"balance": position, "sent": it.sent, "hosted": it.hosted, "other": it.other}[column]
    return it


def test_a_park_that_owes(network) -> None:
    it = agrees_with_sql(network.malaga)
    assert [(line.kind, line.change) for line in it.lines] == [
        ("hosted", 7), ("sent", -11), ("waiver", 1), ("opening", -2), ("taken_back", 0),
    ]  # fmt: skip
    assert it.heading == "Why Málaga owes 5 months"
    assert it.sentence == (
        "Málaga owes 5 months: it sent 11 and hosted 7 months since 2024; it began owing 2 months; 1 was waived."
    )
    assert it.mostly == "It owes 10 months to two partners, most of it to Porto (6); it is owed 5 months by Turin."
    assert [(year.year, year.hosted, year.sent, year.other) for year in it.years] == [
        (2026, 5, 4, 1), (2025, 2, 7, 0), (2024, 0, 0, -2),
    ]  # fmt: skip


def test_a_park_that_is_owed(network) -> None:
    it = agrees_with_sql(network.porto)
    assert it.heading == "Why Porto is owed 1 month"
    assert it.lead == "It sent 7 and hosted 7 months since 2024; it began with 2 months owed to it; it waived 1."
    assert it.mostly == "It owes 5 months to Turin; it is owed 6 months by Málaga."


def test_a_park_that_is_even(network) -> None:
    it = agrees_with_sql(network.turin)
    assert it.heading == "Why Turin is even with its partners"
    assert it.lead == "It sent 5 and hosted 5 months since 2026."
    assert it.mostly == "It owes 5 months to Málaga; it is owed 5 months by Porto."


def test_a_park_with_one_partner_and_one_with_none(network) -> None:
    it = agrees_with_sql(network.songdo)
    assert (it.sentence, it.mostly) == (
        "Songdo is owed 4 months: it hosted 4 months since 2026.", "All of it is with Málaga.",
    )  # fmt: skip
    alone = agrees_with_sql(cast.park("Alone"))
    assert (alone.position, alone.lines, alone.years, alone.shown, alone.mostly) == (0, [], [], [], "")
    assert alone.lead == "Nothing is posted yet, so it owes nothing and is owed nothing."


def test_every_kind_has_its_words(network) -> None:
    """Each on both sides: what it was given, and what it gave."""
    songdo, others = network.songdo, (network.porto, network.turin)
    for other in others:
        for because, gained, lost in (
            (Because.WAIVER, 2, 1), (Because.COMPENSATION, 3, 2), (Because.CLEARING, 4, 4), (Because.ADJUSTMENT, 5, 1),
            (Because.OPENING, 1, 3),
        ):  # fmt: skip
            owe(other, songdo, gained, because)
            owe(songdo, other, lost, because)
    assert explained(songdo).lead == (
        "It hosted 4 months since 2026; it began with 2 months owed to it and owing 6 months; 4 were waived; it waived "
        "2; it compensated 6; 4 were compensated to it; 8 were cleared in circles on both sides; corrections brought "
        "it 10; corrections took 2 from it."
    )
    agrees_with_sql(songdo)


def test_most_of_it_names_as_few_as_make_up_more_than_half(db: None) -> None:
    hub = cast.park("Hub")
    for name, months in (("Anna", 4), ("Bert", 3), ("Carl", 2), ("Dora", 1), ("Emil", 1)):
        owe(hub, cast.park(name), months)
    assert explained(hub).mostly == "Most of it is with Anna (4) and Bert (3)."


def test_more_partners_than_shown_are_one_row(db: None) -> None:
    hub = cast.park("Hub")
    for n in range(14):
        partner = Park.objects.create(code=f"X{n}", name=f"Park {n:02}", country="ES", state="admitted")
        owe(hub, partner, 20 - n)
        owe(partner, hub, n + 1)
    it = explained(hub)
    assert it.others and (it.others.number, len(it.shown)) == (4, 10)
    [(position,)] = sql(POSITION, hub.pk, hub.pk, hub.pk)
    assert sum(row.balance for row, _ in it.shown) + it.others.balance == position
    assert sum(row.sent for row, _ in it.shown) + it.others.sent == it.sent
    assert sum(row.hosted for row, _ in it.shown) + it.others.hosted == it.hosted


postings = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(1, 3), st.integers(1, 9), st.sampled_from(list(Because)),
        st.dates(date(2023, 1, 1), date(2026, 11, 1)), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


class WhateverWasPosted(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(postings)
    def test_all_parts_add_up_to_the_position(self, rows) -> None:
        parks = [cast.park(name) for name in ("Anna", "Bert", "Carl", "Dora")]
        for first, step, months, because, day, is_mistake in rows:
            posting = owe(parks[first], parks[(first + step) % 4], months, because, day)
            if is_mistake:
                take_back(posting)
        for park in parks:
            agrees_with_sql(park)


@pytest.mark.parametrize(("kind", "total"), [("sent", -11), ("hosted", 7), ("waiver", 1), ("taken_back", 0)])
def test_a_number_is_the_sum_of_the_list_it_opens(network, kind: str, total: int) -> None:
    from exchanges.explaining.postings import PostingFilter, change_of, postings_of

    found = PostingFilter({"kind": kind}, postings_of(network.malaga)).qs
    assert change_of(found) == total == sum(posting.change for posting in found)
