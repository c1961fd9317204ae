"""A standing as worked examples: a park's record, the verdict, its numbers in words, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.policy.models import PolicyVersion
from exchanges.policy.standing import Level, Record, judge

POLICY = (
    PolicyVersion()
)  # debt 6 and 12, owed without an agreement 0 and 12, late 1 and 4, refused 50 % and 80 %, 24 months
GOOD, ALERT, RESTRICTED, NOT_ACTIVE = Level
N = st.integers(0, 40)
RECORDS = st.builds(Record, N, N, st.integers(-40, 40), N, N, N, N, N, N)


@pytest.mark.parametrize(
    ("record", "level"),
    [
        # sent, hosted, position, late, overdue, refused, answers
        (Record(), NOT_ACTIVE),
        (Record(hosted=1), GOOD),
        (Record(uneven=2), GOOD),  # owes one and is owed by another as much: there is something to judge
        (Record(coming_sent=1), GOOD),
        (Record(answers=1), GOOD),
        (Record(10, 4, -6), GOOD),  # 6 is not past 6
        (Record(11, 4, -7), ALERT),
        (Record(12, 0, -12), ALERT),
        (Record(13, 0, -13), RESTRICTED),
        (Record(20, 0, -5), GOOD),  # it owes only 5 today: a waiver counts
        (Record(20, 0, 3), GOOD),  # the network owes it
        (Record(position=-7), ALERT),  # older than the window: a debt counts in full
        (Record(2, 9, -30), RESTRICTED),  # it hosts more than it sends, and still owes 30
        (Record(position=-1, unagreed=1), ALERT),  # no stay can bring it back
        (Record(position=4, unagreed=13), RESTRICTED),  # however much others owe it
        (Record(late=1), GOOD),
        (Record(late=1, overdue=1), ALERT),
        (Record(late=3, overdue=2), RESTRICTED),
        (Record(refused=3, answers=3), GOOD),  # too few to judge
        (Record(refused=2, answers=4), GOOD),
        (Record(refused=3, answers=4), ALERT),
        (Record(refused=9, answers=10), RESTRICTED),
        (Record(11, 4, -7, 5, 0, 9, 10), RESTRICTED),  # the worst counts
    ],
)
def test_a_standing_by_its_record(record, level) -> None:
    assert judge(record, POLICY).level == level


def test_every_factor_says_its_numbers() -> None:
    debt, unagreed, late, refused = judge(Record(11, 2, -9, 1, 2, 3, 4, unagreed=5), POLICY).factors
    assert debt.says == (
        "Owes 9 months today over all partners; alert above 6, restricted above 12. "
        "Sent 11 and hosted 2 months in the last 24 months."
    )
    assert unagreed.says == (
        "Owes 5 months to partners without an agreement in force; alert above 0, restricted above 12."
    )
    assert unagreed.way_back == (
        "Sign an agreement with those partners, or settle 5 months with them, and this is good again."
    )
    assert debt.way_back == "Host 3 months for partners and this is good again."
    assert late.says.startswith("2 open past the agreed days, 1 answered late in the last 24 months")
    assert late.way_back.startswith("Answer the 2 applications that are late.")
    assert refused.says.startswith("3 of 4 answers refused, 75 %; alert above 50 %")
    assert refused.way_back == "Accept the next 2 companies and this is good again."


@given(RECORDS)
def test_hosting_what_the_way_back_names_is_enough_and_one_month_less_is_not(record: Record) -> None:
    record = Record(record.sent, record.hosted, record.position)
    if judge(record, POLICY).level in (GOOD, NOT_ACTIVE):
        return
    months = record.debt - POLICY.alert_debt
    assert judge(record.after(hosted=months), POLICY).level == GOOD
    assert judge(record.after(hosted=months - 1), POLICY).level == ALERT


@given(RECORDS)
def test_accepting_as_many_as_the_way_back_names_is_enough(record: Record) -> None:
    refused = min(record.refused, record.answers)
    record = Record(refused=refused, answers=record.answers)
    standing = judge(record, POLICY)
    if standing.level in (GOOD, NOT_ACTIVE):
        return
    more = int(standing.ways_back[0].split()[3])
    assert judge(Record(refused=refused, answers=record.answers + more), POLICY).level == GOOD
    assert more == 1 or judge(Record(refused=refused, answers=record.answers + more - 1), POLICY).level > GOOD


@given(RECORDS, N, N)
def test_after_is_the_record_once_everything_promised_has_begun(record: Record, sent: int, hosted: int) -> None:
    later = record.after(sent, hosted)
    assert later.position == record.position + record.coming_hosted + hosted - record.coming_sent - sent
    assert later.after() == later
    assert record.after(hosted=hosted + 1).debt <= record.after(hosted=hosted).debt


@given(RECORDS)
def test_what_is_good_names_no_way_back_and_what_is_not_names_one(record: Record) -> None:
    for factor in judge(record, POLICY).factors:
        assert bool(factor.way_back) == (factor.level > GOOD)


def test_a_park_without_any_exchange_is_not_judged() -> None:
    standing = judge(Record(), POLICY)
    assert (standing.label, standing.tone, standing.troubles, standing.ways_back) == ("not active", "idle", [], [])
    assert standing.factors[0].says == (
        "No month sent or hosted and no answer in the last 24 months, nothing promised, even with every partner."
    )
    assert judge(Record().after(sent=1), POLICY).level == GOOD  # its first company is on the way
