"""What a park's standing depends on, counted from real landings and postings; one query for any number of parks."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.records import record_of, records, standings, with_levels
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.policy.models import PolicyVersion
from exchanges.policy.standing import Level, Record, judge
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend, sign
from tests.exchanges.cast import NOW, at
from tests.exchanges.consent import signed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
POLICY = PolicyVersion()
START = date(2027, 3, 1)


def post(debtor: Park, creditor: Park, day: date, months: int, because=Because.STAY) -> Posting:
    reference = f"{debtor.pk}/{creditor.pk}/{day}/{because}"
    entry = ledger.Entry(day, debtor, creditor, months, because, reference)
    return signed(entry) if because != Because.STAY else ledger.post(entry, now=NOW)


def test_only_stays_of_the_window_count_and_the_position_counts_everything(porto, malaga) -> None:
    post(porto, malaga, date(2024, 11, 23), 5)  # 24 months ago to the day: outside
    post(porto, malaga, date(2024, 11, 24), 7)
    post(malaga, porto, date(2026, 3, 1), 2)
    post(malaga, porto, date(2026, 4, 1), 3, Because.WAIVER)
    found = records([porto, malaga], POLICY, cast.noon(TODAY))
    assert found[porto.pk] == Record(sent=7, hosted=2, position=-7, uneven=1, unagreed=7)
    assert found[malaga.pk] == Record(sent=2, hosted=7, position=7, uneven=1)
    assert found[porto.pk].debt == 7  # 5 of them older than the window


def test_what_is_owed_without_an_agreement_in_force_counts_until_one_is(porto, malaga) -> None:
    """Each side of a pair; an agreement that has ended, or not begun, is none."""
    turin = cast.park("Turin", "Carla Conti")
    post(porto, malaga, date(2023, 3, 1), 4)
    post(turin, porto, date(2023, 3, 1), 3)
    assert [records([park], POLICY, cast.noon(TODAY))[park.pk].unagreed for park in (porto, turin, malaga)] == [4, 3, 0]
    agreement = cast.agreed(porto, malaga, Direction(6))
    first, end = agreement.period.lower, agreement.period.upper
    owed = {
        day: records([porto], POLICY, cast.noon(day))[porto.pk].unagreed
        for day in (first - timedelta(days=1), first, end)
    }
    assert owed == {first - timedelta(days=1): 4, first: 0, end: 4}


def test_a_reversed_month_was_not_sent(porto, malaga) -> None:
    wrong = post(porto, malaga, date(2026, 3, 1), 1)
    ledger.reverse(wrong, day=TODAY, reason="Never came", reference="back", now=NOW)
    assert records([porto], POLICY, cast.noon(TODAY))[porto.pk] == Record()


def test_answers_late_and_in_time(lumen, porto, malaga) -> None:
    """14 days to answer: day 14 is in time, day 15 is late, by the park's own calendar."""
    for name, days, late in (("Vega", 14, 0), ("Ondas", 15, 1)):
        company = cast.company(name, porto, f"Lead of {name}")
        landing = cast.submitted(company, malaga, START, 1, now=at(2026, 10, 1))
        landing = actions.nominate(landing, by=cast.manager_of(porto), now=at(2026, 10, 1) + timedelta(days=days))
        assert records([porto], POLICY, cast.noon(TODAY))[porto.pk].late == late
        actions.decline(landing, by=cast.manager_of(malaga), reason="No room", now=at(2026, 10, 17))
    found = records([porto, malaga], POLICY, cast.noon(TODAY))
    assert (found[malaga.pk].refused, found[malaga.pk].answers, found[malaga.pk].late) == (2, 2, 0)
    assert (found[porto.pk].refused, found[porto.pk].answers) == (0, 0)  # nominating is no acceptance of a guest


def test_the_late_day_is_counted_in_the_parks_time_zone(lumen, porto, malaga) -> None:
    Park.objects.filter(pk=malaga.pk).update(time_zone="Pacific/Auckland")  # 13 hours ahead
    malaga.refresh_from_db()
    landing = cast.nominated(lumen, malaga, START, 1, now=at(2026, 11, 1, 9))  # there: 1 November, 22 h
    assert landing.due_on == date(2026, 11, 15)
    actions.decline(landing, by=cast.manager_of(malaga), reason="No", now=at(2026, 11, 15, 12))  # there: the 16th
    assert records([malaga], POLICY, cast.noon(TODAY))[malaga.pk].late == 1


def test_what_waits_past_its_day_is_overdue_for_the_one_who_must_answer(lumen, porto, malaga) -> None:
    landing = cast.submitted(lumen, malaga, START, 1, now=at(2026, 11, 1))
    assert records([porto], POLICY, cast.noon(landing.due_on))[porto.pk].overdue == 0
    assert records([porto], POLICY, cast.noon(landing.due_on + timedelta(days=1)))[porto.pk].overdue == 1
    actions.nominate(landing, by=cast.manager_of(porto), now=NOW)
    later = records([porto, malaga], POLICY, cast.noon(TODAY + timedelta(days=15)))
    assert (later[porto.pk].overdue, later[malaga.pk].overdue) == (0, 1)


def test_an_offer_that_lapses_counts_for_the_home_park(lumen, porto, malaga) -> None:
    landing = cast.nominated(lumen, malaga, START, 2)
    actions.offer(landing, by=cast.manager_of(malaga), starts_on=START, length=2, answer_by=date(2026, 12, 1), now=NOW)
    promised = records([porto, malaga], POLICY, cast.noon(TODAY))
    assert (promised[porto.pk].coming_sent, promised[malaga.pk].coming_hosted) == (2, 2)
    assert promised[malaga.pk].answers == 1
    actions.daily(at(2026, 12, 3))
    found = records([porto, malaga], POLICY, cast.noon(date(2026, 12, 3)))
    assert (found[porto.pk].refused, found[porto.pk].answers) == (1, 1)
    assert (found[malaga.pk].refused, found[malaga.pk].answers) == (0, 1)


def many_parks(start: int, count: int, partner: Park) -> None:
    rows = Park.objects.bulk_create(
        Park(code=f"p{n}", name=f"Park {n:04}", country="PT", state="admitted") for n in range(start, start + count)
    )
    Pair.objects.bulk_create(Pair(low=partner, high=park, balance=n % 30 - 15) for n, park in enumerate(rows, start))


def test_a_thousand_standings_are_one_query(porto) -> None:
    counts = []
    for start, count in ((0, 10), (10, 990)):
        many_parks(start, count, porto)
        with CaptureQueriesContext(connection) as asked:
            found = standings(list(Park.objects.values_list("pk", flat=True)), POLICY, cast.noon(TODAY))
        counts.append(len(asked.captured_queries))
        assert len(found) == start + count + 1
    assert counts == [2, 2]  # the ids, and the records


def test_the_lists_level_is_the_verdict(lumen, porto, malaga) -> None:
    """The SQL of the filter and the pure rule agree on parks of every kind."""
    cast.submitted(lumen, malaga, START, 1, now=at(2026, 10, 1))
    for n, (months, position) in enumerate([(6, 6), (7, 7), (13, 13), (13, 12), (20, 3)]):
        park = cast.park(f"{n}park", f"Manager {n}")
        if n != 4:  # which still owes 3 months, and has no agreement
            cast.agreed(park, malaga, Direction(6))
        post(park, malaga, date(2026, 3, 1), months)
        if months > position:
            post(malaga, park, date(2026, 4, 1), months - position, Because.WAIVER)
    cast.park("Idle", "Ida Idle")
    turin = cast.park("Turin", "Carla Conti")
    cast.agreed(porto, turin, Direction(12, places=9))
    for n in range(5):
        landing = cast.nominated(cast.company(f"C{n}", porto, f"L{n}"), turin, START, 1, now=at(2026, 10, 1))
        verb = actions.decline if n else None
        if verb:
            verb(landing, by=cast.manager_of(turin), reason="No", now=at(2026, 10, 5))
    assert Landing.objects.filter(state="nominated").count() == 1
    rows = {row.name: row for row in with_levels(Park.objects.all(), POLICY, cast.noon(TODAY))}
    assert {name: row.level for name, row in rows.items()} == {
        name: judge(record_of(row), POLICY).level for name, row in rows.items()
    }
    assert {name: Level(row.level).label for name, row in rows.items()} == {
        "Porto": "good", "Malaga": "good", "Turin": "restricted", "0park": "good", "1park": "alert",
        "2park": "restricted", "3park": "alert", "4park": "alert",
        "Idle": "not active",
    }  # fmt: skip
    assert [row.debt for row in rows.values()] == [judged_debt(row) for row in rows.values()]
    assert records(list(Park.objects.all()), POLICY, cast.noon(TODAY)) == {
        row.pk: record_of(row) for row in rows.values()
    }


def answers(lumen, porto, malaga) -> None:
    """Late and in time, of both parks and of residents."""
    early = cast.submitted(lumen, malaga, START, 1, now=at(2026, 10, 1))
    early = actions.nominate(early, by=cast.manager_of(porto), now=at(2026, 10, 20))  # late
    actions.decline(early, by=cast.manager_of(malaga), reason="No room", now=at(2026, 11, 10))  # late
    offered = cast.nominated(cast.company("Ondas", porto, "Lead of Ondas"), malaga, START, 2, now=at(2026, 11, 11))
    actions.offer(
        offered, by=cast.manager_of(malaga), starts_on=START, length=2, answer_by=date(2026, 11, 20),
        now=at(2026, 11, 12),
    )  # fmt: skip
    actions.daily(at(2026, 11, 22))  # it lapses
    refused = cast.submitted(cast.company("Vega", porto, "Lead of Vega"), malaga, START, 1, now=at(2026, 11, 12))
    actions.decline(refused, by=cast.manager_of(porto), reason="Not now", now=at(2026, 11, 13))


def test_each_answer_counts_for_one_park(lumen, porto, malaga) -> None:
    answers(lumen, porto, malaga)
    found = records([porto, malaga], POLICY, cast.noon(TODAY))
    assert (found[porto.pk].late, found[porto.pk].answers, found[porto.pk].refused) == (1, 1, 1)
    assert (found[malaga.pk].late, found[malaga.pk].answers, found[malaga.pk].refused) == (1, 2, 1)
    counted = LandingStep.objects.filter(counts_for__isnull=False)
    assert sorted(counted.values_list("verb", "counts_for__name", "is_late")) == [
        ("decline", "Malaga", True), ("decline", "Porto", False), ("lapse", "Porto", False),
        ("nominate", "Porto", False), ("nominate", "Porto", True), ("offer", "Malaga", False),
    ]  # fmt: skip


def test_late_is_later_than_the_day_that_was_told(lumen, porto, malaga) -> None:
    """Terms that grant fewer days than those under which a park was asked do not make its answer late."""
    landing = cast.nominated(lumen, malaga, START, 1, now=at(2026, 11, 1))
    assert landing.due_on == date(2026, 11, 15)
    agreement = amend(landing.agreement, malaga, decision_days=5)
    sign(sign(agreement, malaga), porto)
    actions.decline(landing, by=cast.manager_of(malaga), reason="No room", now=at(2026, 11, 15))
    assert records([malaga], POLICY, cast.noon(TODAY))[malaga.pk].late == 0


def test_the_migration_tells_whose_answers_the_old_steps_were(lumen, porto, malaga) -> None:
    answers(lumen, porto, malaga)
    told = list(LandingStep.objects.values_list("pk", "counts_for", "is_late"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ("0010_pair_by_distance", "0011_answers"):
        MigrationExecutor(connection).migrate([("exchanges", name)])
    assert list(LandingStep.objects.values_list("pk", "counts_for", "is_late")) == told
    with pytest.raises(InternalError, match="Cannot update or delete rows"), transaction.atomic():
        LandingStep.objects.update(is_late=False)


def judged_debt(row) -> int:
    return record_of(row).debt


def test_the_window_has_the_length_of_the_policy(porto, malaga) -> None:
    post(porto, malaga, date(2026, 5, 23), 9)
    post(porto, malaga, date(2026, 5, 24), 1)
    assert records([porto], PolicyVersion(window_months=6), cast.noon(TODAY))[porto.pk].sent == 1
    assert records([porto], PolicyVersion(window_months=7), cast.noon(TODAY))[porto.pk].sent == 10
