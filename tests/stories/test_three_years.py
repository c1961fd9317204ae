"""Two parks over three years, from two counter-proposals to a notice with a debt; the books as an accountant keeps them.

Porto (Anna) sends Lumen, Recife and Tejo to Malaga (Bea), which sends Vega. What each step does to quota and balance is
said beside it; every posting there ever was stands in BOOKS.
"""

from datetime import UTC, date, datetime

import pytest

from companies.company.models import Company
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.balances.ending import Closing, closing_of
from exchanges.balances.queries import with_figures
from exchanges.exceptions import actions as exceptions
from exchanges.landings import actions as landings
from exchanges.landings.effects import effect_of
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import actions as settlements
from exchanges.settlements.content import Content
from exchanges.statements import actions as statements
from exchanges.statements.periods import Period, named, quarter
from exchanges.statements.queries import dossier
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements import making
from tests.exchanges.statements.making import confirm
from tests.exchanges.statements.making import read as page_of

pytestmark = pytest.mark.django_db

# day | what | months | who owes them | Porto owes Malaga afterwards
BOOKS = """
2026-03-01 | Lumen, month 1 of 3                       | 1 | Porto  | 1
2026-04-01 | Lumen, month 2 of 3                       | 1 | Porto  | 2
2026-05-01 | Lumen, month 3 of 3                       | 1 | Porto  | 3
2026-06-01 | Vega, month 1 of 1                        | 1 | Malaga | 2
2026-10-15 | Recife, month 1 of 2                      | 1 | Porto  | 3
2026-11-15 | Recife, month 2 of 2                      | 1 | Porto  | 4
2026-12-31 | Recife had left before its second month   | 1 | Malaga | 3
2027-04-10 | Lumen, month 1 of 2                       | 1 | Porto  | 4
2027-05-10 | Lumen, month 2 of 2                       | 1 | Porto  | 5
2028-02-01 | Tejo, month 1 of 1                        | 1 | Porto  | 6
2028-04-01 | Recife, month 1 of 2                      | 1 | Porto  | 7
2028-05-01 | Recife, month 2 of 2                      | 1 | Porto  | 8
2028-06-01 | Vega, month 1 of 3                        | 1 | Malaga | 7
2028-07-01 | Vega, month 2 of 3                        | 1 | Malaga | 6
2028-08-01 | Vega, month 3 of 3                        | 1 | Malaga | 5
2029-02-20 | Vega, month 1 of 2                        | 1 | Malaga | 4
2029-03-20 | Vega, month 2 of 2                        | 1 | Malaga | 3
2029-04-20 | Two fairs and a hall in place of months   | 2 | Malaga | 1
2029-04-21 | The last month is forgiven                | 1 | Malaga | 0
"""

# quarter | Porto owed Malaga at its beginning | postings | at its end
STATEMENTS = """
2026-Q1 | 0 | 1 | 1
2026-Q2 | 1 | 3 | 2
2026-Q3 | 2 | 0 | 2
2026-Q4 | 2 | 3 | 3
"""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


class Story:
    """The two parks, their companies, and what a step of the story says in one line."""

    def __init__(self) -> None:
        self.porto, self.malaga = cast.park("Porto", "Anna Lund", "PT"), cast.park("Malaga", "Bea Ruiz")
        self.admin = people.network_admin()
        homes = {"Lumen": self.porto, "Recife": self.porto, "Tejo": self.porto, "Vega": self.malaga}
        self.companies: dict[str, Company] = {
            name: cast.company(name, home, f"Lead of {name}") for name, home in homes.items()
        }

    @property
    def owed(self) -> int:
        """Months Porto owes Malaga."""
        return -cast.balance(self.porto, self.malaga)

    @property
    def pair(self) -> Pair:
        return Pair.objects.select_related("low", "high").get()

    def settle(self, content: Content, first: Park, second: Park, on: date) -> None:
        """Both parks' managers consent: one proposes, the other signs."""
        it = settlements.propose(self.pair, content=content, by=cast.manager_of(first), park=first, now=noon(on))
        settlements.sign(it, by=cast.manager_of(second), park=second, content_hash=it.content_hash, now=noon(on))

    def stands(self, period: Period) -> dict[Park, str]:
        case = dossier(self.pair, period)
        return {park: case.stands(park) for park in (self.porto, self.malaga)}

    def closing(self, today: date) -> Closing:
        return closing_of(with_figures(Pair.objects.all(), today).get(), self.porto, today)

    def other(self, park: Park) -> Park:
        return self.malaga if park == self.porto else self.porto

    def nominated(self, name: str, start: date, months: int, on: date) -> Landing:
        home = self.porto if name != "Vega" else self.malaga
        return cast.nominated(self.companies[name], self.other(home), start, months, now=noon(on))

    def stays(self, name: str, start: date, months: int, on: date) -> Landing:
        """Applies, is nominated, offered and confirmed on one day, arrives on its first day, stays to the end."""
        return self.lives(self.nominated(name, start, months, on), start, months, on)

    def lives(self, landing: Landing, start: date, months: int, on: date) -> Landing:
        landing = cast.offer(landing, start, months, now=noon(on))
        landing = landings.confirm(landing, by=cast.lead_of(landing.company), now=noon(on))
        landing = landings.check_in(landing, by=cast.manager_of(landing.host), arrived_on=start, now=noon(start))
        assert landing.last_day
        landings.daily(noon(landing.last_day))
        return landings.check_out(
            landing, by=cast.manager_of(landing.host), left_on=landing.last_day, now=noon(landing.last_day)
        )


def negotiated(story: Story) -> Agreement:
    """Porto proposes and signs, Malaga counters, Porto counters, both sign: from 1 February 2026 to the end of 2029."""
    porto, malaga = story.porto, story.malaga
    six, valid = Direction(6, places=2, max_months=4), (date(2026, 2, 1), date(2029, 12, 31))
    agreement = making.propose(porto, malaga, six, six, valid=valid, alert_at=2, limit_at=4, floor_months=1)
    agreement = making.sign(agreement, porto, now=noon(date(2026, 1, 5)))
    agreement = making.counter(agreement, malaga, noon(date(2026, 1, 9)), limit_at=5, carry_over=True)
    assert not agreement.newest.signatures.exists()  # Porto signed other terms
    agreement = making.counter(agreement, porto, noon(date(2026, 1, 12)), alert_at=3)
    agreement = making.sign(agreement, malaga, now=noon(date(2026, 1, 14)))
    assert agreement.state == "proposed"
    agreement = making.sign(agreement, porto, now=noon(date(2026, 1, 15)))
    ruling = agreement.ruling
    assert ruling and (ruling.number, ruling.alert_at, ruling.limit_at, ruling.floor_months) == (3, 3, 5, 1)
    return agreement


def amended(story: Story, agreement: Agreement) -> Agreement:
    """September 2026: 8 months a year for Porto's residents instead of 6; the signed 6 hold until both have signed."""
    eight = Direction(8, places=2, max_months=4)
    agreement = making.amend(agreement, story.porto, now=noon(date(2026, 9, 1)), directions={story.porto.pk: eight})
    agreement = making.sign(agreement, story.porto, now=noon(date(2026, 9, 1)))
    assert agreement.ruling and agreement.ruling.direction(story.porto).months_per_year == 6
    agreement = making.sign(agreement, story.malaga, now=noon(date(2026, 9, 8)))
    assert agreement.ruling and agreement.ruling.direction(story.porto).months_per_year == 8
    return agreement


def quota(story: Story, landing: Landing, start: date, today: date) -> tuple[int, int, int, int, int]:
    """Porto's residents at Malaga in the year of `start`: agreed, carried over, used, reserved, left."""
    year = facts_of(landing, start, 1, noon(today)).years[start.year]
    return year.agreed, year.carried, year.used, year.reserved, year.left


def test_two_parks_over_three_years() -> None:
    story = Story()
    agreement = negotiated(story)

    # 2026: Porto sends more than it hosts, and is warned.
    story.stays("Lumen", date(2026, 3, 1), 3, on=date(2026, 2, 2))
    story.stays("Vega", date(2026, 6, 1), 1, on=date(2026, 5, 2))
    agreement = amended(story, agreement)
    recife = story.nominated("Recife", date(2026, 10, 15), 2, on=date(2026, 9, 10))
    assert quota(story, recife, date(2026, 10, 15), date(2026, 9, 10)) == (8, 0, 3, 0, 5)
    warned = effect_of(recife, date(2026, 10, 15), 2, noon(date(2026, 9, 10)))
    assert warned.refusal == ""
    assert warned.warnings == ["Porto would owe you 4 months with everything promised, past the warning at 3."]
    story.lives(recife, date(2026, 10, 15), 2, on=date(2026, 9, 11))
    assert story.owed == 4
    confirmed_and_disputed(story)

    # 2027: what was left of 2026 came over (8 less 4 used); the limit of 5 leaves room for two months.
    lumen = story.nominated("Lumen", date(2027, 4, 10), 3, on=date(2027, 2, 10))
    assert quota(story, lumen, date(2027, 4, 10), date(2027, 2, 10)) == (8, 4, 0, 0, 12)
    with pytest.raises(
        Refused, match="Porto would owe Malaga 6 months with everything promised; the limit is 5. Offer 2"
    ):
        cast.offer(lumen, date(2027, 4, 10), 3, now=noon(date(2027, 2, 11)))
    story.lives(lumen, date(2027, 4, 10), 2, on=date(2027, 2, 12))
    assert story.owed == 5

    # 2028: the floor lets one month a year pass the limit; an exception lets two more; then Malaga sends a company.
    tejo = story.nominated("Tejo", date(2028, 2, 1), 1, on=date(2028, 1, 10))
    # 2027 gave 8 of its own and 4 carried over; two of those carried were used, so all 8 came over.
    assert quota(story, tejo, date(2028, 2, 1), date(2028, 1, 10)) == (8, 8, 0, 0, 16)
    story.lives(tejo, date(2028, 2, 1), 1, on=date(2028, 1, 11))
    recife = story.nominated("Recife", date(2028, 4, 1), 2, on=date(2028, 3, 1))
    with pytest.raises(
        Refused, match="Porto would owe Malaga 8 months .* the limit is 5. Send a company the other way"
    ):
        cast.offer(recife, date(2028, 4, 1), 2, now=noon(date(2028, 3, 2)))
    exception = exceptions.grant(
        home=story.porto, host=story.malaga, months=2, ends_on=date(2028, 3, 31), reason="The fair of 2028",
        by=story.admin, now=noon(date(2028, 3, 3)),
    )  # fmt: skip
    story.lives(recife, date(2028, 4, 1), 2, on=date(2028, 3, 4))
    assert [(use.landing_id, use.months) for use in exception.uses.all()] == [(recife.pk, 2)]
    story.stays("Vega", date(2028, 6, 1), 3, on=date(2028, 5, 2))
    assert story.owed == 5

    ended(story, agreement)
    assert written(story) == [line.strip() for line in BOOKS.strip().splitlines()]
    assert check().lie is None


def confirmed_and_disputed(story: Story) -> None:
    """2026 quarter by quarter: three are confirmed; Porto disputes the last, one month of it is taken back."""
    porto, malaga = story.porto, story.malaga
    for number, month in ((1, 4), (2, 7), (3, 10)):
        confirm(story.pair, quarter(2026, number), porto, malaga, now=noon(date(2026, month, 3)))
    last = quarter(2026, 4)
    confirm(story.pair, last, malaga, now=noon(date(2027, 1, 3)))
    statement, read = page_of(story.pair, last)
    statement = statements.dispute(
        statement, by=cast.manager_of(porto), park=porto, reason="Recife left on 10 November",
        now=noon(date(2027, 1, 5)), **read,
    )  # fmt: skip
    assert statement.state == "disputed"
    wrong = Posting.objects.get(text="Recife, month 2 of 2")
    back = Content(
        Because.ADJUSTMENT, malaga, porto, 1, date(2026, 12, 31), "Recife had left before its second month", wrong
    )
    story.settle(back, malaga, porto, date(2027, 1, 6))
    # Malaga confirmed other figures: its word no longer stands, and both read the statement again.
    assert story.stands(last) == {porto: "dispute", malaga: ""}
    statement = confirm(story.pair, last, porto, malaga, now=noon(date(2027, 1, 8)))
    assert (statement.state, story.pair.closed_until) == ("closed", date(2026, 12, 31))
    lines = [line.split(" | ") for line in STATEMENTS.strip().splitlines()]
    found = [dossier(story.pair, named(name)).content for name, *_ in lines]
    sign = found[0].sign(malaga)
    assert [[str(sign * it.opening), str(len(it.lines)), str(sign * it.closing)] for it in found] == [
        row for _, *row in lines
    ]
    late = Content(Because.ADJUSTMENT, porto, malaga, 1, date(2026, 12, 15), "Found in a drawer")
    with pytest.raises(Refused, match="up to 31 December 2026; nothing more is posted on 15 December 2026"):
        story.settle(late, malaga, porto, date(2027, 1, 9))


def ended(story: Story, agreement: Agreement) -> None:
    """Malaga gives notice while Porto owes 5 months; a promised stay is honoured beyond the end; the rest is settled."""
    porto, malaga, start = story.porto, story.malaga, date(2029, 2, 20)
    vega = cast.offer(story.nominated("Vega", start, 2, date(2028, 8, 10)), start, 2, now=noon(date(2028, 8, 11)))
    vega = landings.confirm(vega, by=cast.lead_of(vega.company), now=noon(date(2028, 8, 12)))
    agreement = making.with_reason("terminate", agreement, malaga, now=noon(date(2028, 9, 15)))
    assert agreement.last_day == date(2029, 3, 14)
    plan = story.closing(date(2028, 9, 16))
    assert plan.says == [
        "Porto owes Malaga 5 months today.",
        "Stays that are promised still come: 2 months of Malaga at Porto. Porto owes Malaga 3 months after that.",
        "All of it can be worked off by 14 March 2029.",
    ]
    assert [(row.slot.begins, row.hosted, row.worked_off, row.after) for row in plan.plan.rows if row.slot] == [
        (date(2028, 9, 15), 0, 0, -5), (date(2028, 10, 15), 0, 1, -4), (date(2028, 11, 15), 0, 1, -3),
        (date(2028, 12, 15), 0, 1, -2), (date(2029, 1, 15), 0, 0, -2), (date(2029, 2, 15), 1, 0, -1),
    ]  # fmt: skip
    assert [(row.hosted, row.after) for row in plan.plan.rows if row.slot is None] == [(1, 0)]

    # Nobody went; Vega came as promised, and stayed beyond the end.
    vega = landings.check_in(vega, by=cast.manager_of(porto), arrived_on=start, now=noon(start))
    landings.daily(noon(date(2029, 4, 19)))
    landings.check_out(vega, by=cast.manager_of(porto), left_on=vega.last_day, now=noon(date(2029, 4, 19)))
    assert story.closing(date(2029, 4, 20)).says == [
        "Porto owes Malaga 3 months today.", "3 months are left to settle.",
    ]  # fmt: skip
    too_much = Content(Because.WAIVER, malaga, porto, 4, date(2029, 4, 20), "All of it")
    with pytest.raises(Refused, match="Porto owes Malaga 3 months"):
        story.settle(too_much, malaga, porto, date(2029, 4, 20))
    paid = Content(Because.COMPENSATION, malaga, porto, 2, date(2029, 4, 20), "Two fairs and a hall in place of months")
    story.settle(paid, porto, malaga, date(2029, 4, 20))
    forgiven = Content(Because.WAIVER, malaga, porto, 1, date(2029, 4, 21), "The last month is forgiven")
    story.settle(forgiven, malaga, porto, date(2029, 4, 21))
    assert story.owed == 0
    closed = confirm(story.pair, named("2029-Q2"), porto, malaga, now=noon(date(2029, 7, 2)))
    assert (closed.state, closed.closing) == ("closed", 0)


def written(story: Story) -> list[str]:
    """Every posting as a line of BOOKS, in the order of the books."""
    owed, lines = 0, []
    for it in Posting.objects.filter(pair=Pair.objects.get()).order_by("number").select_related("debtor"):
        owed += it.months if it.debtor_id == story.porto.pk else -it.months
        lines.append(f"{it.day} | {it.text:<41} | {it.months} | {it.debtor!s:<6} | {owed}")
    return lines
