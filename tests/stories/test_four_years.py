"""Four years of one agreement with three amendments: what each year had, as it was seen on each day that changed it.

Porto (Anna) sends to Malaga (Bea). Months of Porto's residents at Malaga are written "agreed+carried over".
"""

from datetime import UTC, date, datetime

import pytest

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.balances.queries import with_figures
from exchanges.balances.quota import pair_quota
from exchanges.landings.figures import of_home
from exchanges.landings.queries import quotas
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.agreements import making

pytestmark = pytest.mark.django_db

YEARS = (2024, 2025, 2026, 2027)
USED = {2024: 2, 2025: 4, 2026: 7, 2027: 1}
VALID = (date(2024, 1, 1), date(2027, 12, 31))

# signed on | rules from | months of Porto at Malaga | unused months go on
VERSIONS = """
2023-12-15 | 2024-01-01 |  6 | no
2025-03-10 | 2026-01-01 |  9 | no
2026-05-20 | 2026-09-01 | 10 | yes
2027-06-15 | 2027-07-01 |  8 | no
"""

# seen on    | 2024 | 2025 | 2026 | 2027 | why
FIGURES = """
2023-12-15   | 6+0  | 6+0  | 6+0  | 6+0  | signed
2025-03-09   | 6+0  | 6+0  | 6+0  | 6+0  | the day before the first amendment is signed
2025-03-10   | 6+0  | 6+0  | 9+0  | 9+0  | it rules from 2026 on: 2024 and 2025 keep their 6
2026-01-01   | 6+0  | 6+0  | 9+0  | 9+0  | 2 were left of 2025, but its last day's terms let none go on
2026-05-20   | 6+0  | 6+0  | 9+0  | 10+0 | the second is signed; until 1 September the first rules
2026-09-01   | 6+0  | 6+0  | 10+0 | 10+0 | a year has the months of the terms that rule on its last day
2027-01-01   | 6+0  | 6+0  | 10+0 | 10+3 | the terms of 31 December 2026 say that the 3 of 10 that were left go on
2027-06-15   | 6+0  | 6+0  | 10+0 | 8+3  | the third is signed: less for the running year counts at once
2027-07-01   | 6+0  | 6+0  | 10+0 | 8+3  | it rules; what came from 2026 stays
2028-01-01   | 6+0  | 6+0  | 10+0 | 8+3  | over
"""

# version | rules
RULED = """
1 | 2024-01-01 to 2025-12-31
2 | 2026-01-01 to 2026-08-31
3 | 2026-09-01 to 2027-06-30
4 | 2027-07-01 to 2027-12-31
"""


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def sign(agreement: Agreement, day: str) -> Agreement:
    for park in agreement.parties:
        agreement = making.sign(agreement, park, noon(day))
    return agreement


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund", "PT")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Malaga", "Bea Ruiz")


def used_until(day: date, porto: Park, malaga: Park) -> None:
    """What had begun by a day, a month after the other from January on."""
    for year, months in USED.items():
        for month in range(1, months + 1):
            reference = f"stay/{year}/{month}"
            entry = ledger.Entry(day=date(year, month, 15), debtor=porto, creditor=malaga, months=1,
                                 because=Because.STAY, reference=reference, text="A stay")  # fmt: skip
            if entry.day <= day:
                ledger.post_all([entry], now=noon(str(day)))


def seen(porto: Park, malaga: Park, today: date) -> list[str]:
    """Each year as the page of the quota shows it, which is what offers are checked with."""
    pair = with_figures(Pair.objects.all(), today).get()
    shown = []
    for year in YEARS:
        page = pair_quota(pair, porto, {porto.pk: today, malaga.pk: today}, year).directions[0].chosen.quota
        terms = Agreement.objects.get().ruling.direction(porto)  # type: ignore[union-attr]
        assert page == quotas([terms], [year], today)[terms.pk, year]
        assert page.used == of_home(pair.used, porto.pk).get(year, 0)
        shown.append(f"{page.agreed}+{page.carried}")
    return shown


def test_four_years(porto: Park, malaga: Park) -> None:
    versions = {signed: (first, int(months), goes_on == "yes") for signed, first, months, goes_on in lines(VERSIONS)}
    agreement = None
    for day, *figures, why in lines(FIGURES):
        used_until(date.fromisoformat(day), porto, malaga)
        if day in versions:
            first, months, goes_on = versions[day]
            way = Direction(months, places=3, max_months=6)
            if agreement is None:
                terms = cast.terms(porto, malaga, way, making.SIX, valid=VALID, carry_over=goes_on)
                by = cast.manager_of(porto)
                agreement = agreements.propose(by=by, proposer=porto, partner=malaga, terms=terms, now=noon(day))
            else:
                more = {"directions": {porto.pk: way}, "carry_over": goes_on, "rules_from": date.fromisoformat(first)}
                agreement = making.amend(agreement, porto, noon(day), **more)
            agreement = sign(agreement, day)
        assert seen(porto, malaga, date.fromisoformat(day)) == figures, (day, why)
    assert agreement is not None
    ruled = agreement.ruling_days.values_list("version__number", "first", "ends")
    assert [[str(number), f"{first} to {date.fromordinal(ends.toordinal() - 1)}"] for number, first, ends in ruled] == (
        lines(RULED)
    )
