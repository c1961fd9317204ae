"""What rooms hold against the books: signed terms, settlements, closed statements, used months, and their histories."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from exchanges.agreements.models import AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.terms import Direction
from exchanges.clearing.models import ClearingLine
from exchanges.landings import actions as landings
from exchanges.landings.models import FreeRentMonth, LandingStep
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.proof import prove
from exchanges.settlements.models import Settlement
from exchanges.statements.models import BalanceStatement, StatementStep
from tests.exchanges import cast
from tests.exchanges.clearing import making as clearing
from tests.exchanges.consent import signed, taken_back, without_consent
from tests.exchanges.ledger.making import take_root
from tests.exchanges.settlements import making as settling
from tests.exchanges.statements.making import YEAR, confirm, post

HELD = (
    AgreementVersion, ClearingLine, DirectionTerms, Signature, FreeRentMonth, LandingStep, Posting, Settlement, BalanceStatement,
    StatementStep,
)  # fmt: skip
LATER = cast.NOW + timedelta(days=90)


@pytest.fixture
def network() -> None:
    """Lumen of Porto is at Málaga for three months, two of them begun; 2025 is closed; one month is waived."""
    porto, malaga = cast.park("Porto", "Anna Lund", "PT"), cast.park("Málaga", "Bea Ruiz")
    agreement = cast.agreed(porto, malaga, Direction(6, places=2, max_months=4, services="Desk"))
    lumen = cast.company("Lumen Optics", porto, "Cleo Dias")
    post(porto, malaga, day=date(2025, 5, 1), months=2)
    confirm(agreement.pair, YEAR, porto, malaga)
    cast.landed(lumen, malaga, date(2026, 12, 1), 3)
    landings.daily(cast.at(2027, 1, 2))
    settling.settle(Pair.objects.get(), settling.waiver(porto, malaga, 1), porto, malaga)
    assert take_root(now=LATER)


@contextmanager
def beside_the_portal() -> Iterator[None]:
    """As somebody with the database's own password: no trigger speaks."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in HELD:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        yield
        for model in HELD:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


def first(model: Any, **facts: Any) -> Any:
    return model.objects.filter(pk=model.objects.filter(**facts).order_by("pk")[0].pk)


CHANGES: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "signed terms": (
        lambda: first(AgreementVersion).update(limit_at=99),
        [
            "Rows N to N of agreement version, recorded until 21 February 2027: changed afterwards was stop at (months).",
            "Agreement of Porto and Málaga, version 1: its terms were changed after they were put on the table.",
        ],
    ),
    "signed services": (
        lambda: first(DirectionTerms).update(services="Nothing"),
        [
            "Rows N to N of direction terms, recorded until 21 February 2027: changed afterwards was services included.",
            "Agreement of Porto and Málaga, version 1: its terms were changed after they were put on the table.",
        ],
    ),
    "a step of a history": (
        lambda: first(LandingStep, verb="offer").update(reason="Never said"),
        ["Rows N to N of landing step, recorded until 21 February 2027: changed afterwards was reason."],
    ),
    "a step taken out": (
        lambda: first(LandingStep, verb="offer").delete(),
        ["Rows N to N of landing step: 6 had been recorded until 21 February 2027, and 5 are there."],
    ),
    "a used month": (
        lambda: first(FreeRentMonth, state="used").update(begins_on=date(2026, 12, 2)),
        [
            "Month 1 of Lumen Optics at Málaga (from 2 December 2026): it is used, and no posting says that Porto owes "
            "it since that day."
        ],
    ),
    "a used month released": (
        lambda: first(FreeRentMonth, state="used", number=2).update(state="released"),
        [
            "Posting 3 of Porto and Málaga (landing/N/month/2, 1 January 2027): the month it stands for is not "
            "among the used ones."
        ],
    ),
    "what was waived": (
        lambda: first(Settlement).update(months=2),
        [
            "Settlement N (Waiver of 2 months Porto owes Málaga): it was changed after it was signed; "
            "it no longer fits its hash.",
            "Settlement N (Waiver of 2 months Porto owes Málaga): its posting does not say what was signed.",
        ],
    ),
    "what closed the books": (
        lambda: first(BalanceStatement).update(content_hash="f" * 64),
        [
            "Balance statement of Porto and Málaga, 2025: its books were changed after both parks confirmed them; "
            "they closed with -2 from the side of Porto and 1 postings, and now give -2 and 1.",
            "Balance statement of Porto and Málaga, 2025: it is closed, and Porto never confirmed what it says.",
            "Balance statement of Porto and Málaga, 2025: it is closed, and Málaga never confirmed what it says.",
        ],
    ),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("network")
def test_nothing_lies_in_what_the_portal_wrote() -> None:
    assert prove().lies == []


@pytest.mark.django_db
@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(("change", "lies"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_named(change: Callable[[], Any], lies: list[str]) -> None:
    with beside_the_portal():
        change()
    ids = r"(?<=Rows )\d+ to \d+|(?<=landing/)\d+|(?<=Settlement )\d+"
    assert [re.sub(ids, lambda found: re.sub(r"\d+", "N", found[0]), lie) for lie in prove().lies] == lies


@pytest.mark.django_db
def test_a_clearing_that_was_posted_is_the_one_agreed_to() -> None:
    parks = clearing.network([("Aveiro", "Braga", 5), ("Braga", "Cork", 4), ("Cork", "Aveiro", 3)])
    made = clearing.propose()
    for park in parks.values():
        made = clearing.agree(made, park)
    assert made.state == "posted"
    assert prove().lies == []
    with beside_the_portal():
        ClearingLine.objects.filter(clearing=made, debtor=parks["Aveiro"]).update(months=2)
    name = f"Clearing {made.pk} of 23 November 2026"
    assert prove().lies == [
        f"{name}: its lines were changed after they were frozen.",
        f"{name}: no posting takes 2 months from what Aveiro owed Braga.",
    ]


@pytest.mark.django_db
def test_months_that_moved_without_a_signature_are_found() -> None:
    porto, malaga = cast.park("Porto"), cast.park("Málaga")
    stay = post(porto, malaga)
    ledger.reverse(stay, day=stay.day, reason="Never came", reference="post/0/reversed", now=cast.NOW)
    assert prove().lies == []
    kinds = {kind: Because(kind).label for kind in ("waiver", "compensation", "opening", "adjustment")}
    with without_consent():  # whatever they call themselves, and whoever took the triggers away
        for kind in kinds:
            forged = ledger.Entry(stay.day, malaga, porto, 1, Because(kind), f"opening/{kind}")
            ledger.post(forged, now=cast.NOW)
        ledger.reverse(Posting.objects.get(because="waiver"), day=stay.day, reason="No", reference="no", now=cast.NOW)
        ledger.post(ledger.Entry(stay.day, malaga, porto, 1, Because.CLEARING, "clearing/1/1"), now=cast.NOW)
    assert [lie.partition(": ")[2] for lie in prove().lies] == [
        *(f"it moves 1 month as {label}, and nobody signed it." for label in (*kinds.values(), "adjustment")),
        "it moves 1 month as a clearing, and no clearing was posted with it.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["waiver", "compensation", "opening", "adjustment"])
def test_the_books_take_nothing_that_nobody_signed(kind: str) -> None:
    """Rule 20, when the transaction ends: though its reference names a settlement, and one is there."""
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Málaga", "Bea Ruiz")
    entry = ledger.Entry(date(2026, 1, 1), porto, malaga, 1, Because(kind), "settlement/1", "Before the portal")
    post(malaga, porto, months=3)
    assert signed(entry).settlement.state == "signed"  # the control
    connection.check_constraints()
    pair = Pair.objects.get()
    proposed = settling.propose(pair, settling.content("adjustment", porto, malaga), porto)
    for reference in (f"opening/{pair.pk}", proposed.reference):
        with refused(f"posting {reference}: it moves months as {kind}, and nobody signed it"):
            ledger.post(replace(entry, reference=reference), now=cast.NOW)


@pytest.mark.django_db
def test_the_books_take_back_nothing_alone_that_was_signed_or_cleared_together() -> None:
    parks = clearing.network([("Aveiro", "Braga", 5), ("Braga", "Cork", 4), ("Cork", "Aveiro", 3)])
    made, day = clearing.propose(), cast.NOW.date()
    for park in parks.values():
        made = clearing.agree(made, park)
    connection.check_constraints()
    cleared = Posting.objects.filter(because="clearing").select_related("debtor", "creditor")[0]
    with refused("the clearing it takes back from is not undone"):
        ledger.reverse(cleared, day=day, reason="No", reference="no", now=cast.NOW)
    with refused("no posted clearing cancels these months"):
        entry = ledger.Entry(day, cleared.debtor, cleared.creditor, 3, Because.CLEARING, f"clearing/{made.pk}/0")
        ledger.post(entry, now=cast.NOW)
    owed = ledger.Entry(day, parks["Aveiro"], parks["Cork"], 1, Because.OPENING, "signed", "Before the portal")
    waived = signed(owed)
    with refused("it moves months as adjustment, and nobody signed it"):
        ledger.reverse(waived, day=day, reason="No", reference="no", now=cast.NOW)
    taken_back(waived, day=day, reason="Both agree", reference="")  # the control
    connection.check_constraints()
    assert prove().lies == []


@pytest.mark.django_db
def test_a_reversal_mirrors_what_it_takes_back() -> None:
    porto, malaga, turin = cast.park("Porto"), cast.park("Málaga"), cast.park("Turin")
    stay = post(porto, malaga, months=2)
    right = ledger.Entry(stay.day, malaga, porto, 2, Because.ADJUSTMENT, "back", reverses=stay)
    odd: list[dict[str, Any]] = [
        {"months": 1}, {"debtor": porto, "creditor": malaga}, {"debtor": turin}, {"because": Because.STAY},
    ]  # fmt: skip
    for facts in odd:
        with refused("posting_reverses_to_adjust" if "because" in facts else "does not mirror the one it takes back"):
            ledger.post(replace(right, **facts), now=cast.NOW)
    back = ledger.post(right, now=cast.NOW)  # the control
    with refused("does not mirror the one it takes back"):
        ledger.post(replace(right, debtor=porto, creditor=malaga, reference="again", reverses=back), now=cast.NOW)


@contextmanager
def refused(why: str) -> Iterator[None]:
    """By the database, at the latest when the transaction ends."""
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        yield
        connection.check_constraints()
