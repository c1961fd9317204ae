"""Confirm, dispute, withdraw: what follows, what is refused and with which sentence, who is told."""

from datetime import date
from urllib.parse import unquote

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Pair
from exchanges.statements import actions
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.periods import ALL, named, up_to
from exchanges.statements.queries import answer_says, content_of, dossier
from parks.park.models import Park
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.statements.making import Q1, Q2, Q3, Q4, confirm, dispute, post, read

pytestmark = pytest.mark.django_db


def closed_until(pair: Pair) -> date | None:
    return Pair.objects.get(pk=pair.pk).closed_until


def test_confirm_by_both_closes_the_books_up_to_the_last_day(pair, malaga, porto) -> None:
    post(malaga, porto, months=2)
    first = confirm(pair, Q3, malaga)
    assert (first.state, first.closed_at, closed_until(pair)) == ("open", None, None)
    second = confirm(pair, Q3, porto)
    assert (second.state, second.closed_at, second.opening, second.closing, second.postings) == (
        "closed",
        NOW,
        0,
        -2,
        1,
    )
    assert closed_until(pair) == date(2026, 9, 30) and second.content_hash == content_of(pair, Q3).hash
    told = [(step.park.name, step.verb, step.from_state, step.to_state) for step in second.steps.all()]
    assert told == [("Málaga", "confirm", "open", "open"), ("Porto", "confirm", "open", "closed")]


def test_confirming_an_earlier_quarter_later_keeps_the_books_closed(pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 2, 1))
    confirm(pair, Q3, malaga, porto)
    confirm(pair, Q1, malaga, porto)
    assert closed_until(pair) == date(2026, 9, 30)


@pytest.mark.parametrize("name", ["2025", "to-2026-Q3", "2026-Q2"])
def test_a_year_a_quarter_and_the_beginning_are_confirmed_alike(pair, malaga, porto, name) -> None:
    post(malaga, porto, date(2025, 2, 1))
    period = named(name)
    assert period and confirm(pair, period, malaga, porto).state == "closed"
    assert closed_until(pair) == period.until
    assert BalanceStatement.objects.of(pair, period).get().period == period


def test_an_answer_binds_to_what_was_on_the_page(pair, malaga, porto) -> None:
    post(malaga, porto)
    statement, bound = read(pair, Q3)
    post(porto, malaga, date(2026, 7, 3), text="Came late")
    by = cast.manager_of(malaga)
    sentence = "The statement changed since you opened this page: 1 posting was added. Read it again"
    with pytest.raises(Refused, match=sentence):
        actions.confirm(statement, by=by, park=malaga, now=NOW, **bound)
    post(porto, malaga, date(2026, 1, 3), text="In an earlier quarter")
    with pytest.raises(Refused, match="2 postings were added"):
        actions.dispute(statement, by=by, park=malaga, now=NOW, reason="No", **bound)
    with pytest.raises(Refused, match="opened this page. Read it again"):
        actions.confirm(statement, by=by, park=malaga, now=NOW, content_hash="0" * 64, counted=9)
    with pytest.raises(Refused, match="opened this page. Read it again"):
        actions.confirm(statement, by=by, park=malaga, now=NOW, content_hash="0" * 64, counted=3)
    assert not BalanceStatement.objects.exists() and not StatementStep.objects.exists()


def test_a_posting_in_between_voids_the_first_confirmation(pair, malaga, porto) -> None:
    post(malaga, porto)
    confirm(pair, Q3, malaga)
    post(malaga, porto, date(2026, 7, 3))
    after = confirm(pair, Q3, porto)
    case = dossier(Pair.objects.select_related("low", "high").get(pk=pair.pk), Q3)
    assert after.state == "open" and closed_until(pair) is None and case.missing == [malaga]
    assert case.is_void(malaga) and "1 posting came since, so that no longer counts" in answer_says(case, malaga)
    assert answer_says(case, porto) == "confirmed on 23 November 2026 (João Alves)"
    assert confirm(pair, Q3, malaga).state == "closed"


def test_dispute_keeps_the_books_open_until_it_is_settled(pair, malaga, porto) -> None:
    post(malaga, porto)
    confirm(pair, Q3, malaga)
    disputed = dispute(pair, Q3, porto, "Lumen left in July")
    assert disputed.state == "disputed" and disputed.steps.last().reason == "Lumen left in July"
    assert confirm(pair, Q3, porto).state == "closed", "confirming ends one's dispute, and the other's word stands"


def test_dispute_is_settled_by_a_correction_both_confirm(pair, malaga, porto) -> None:
    wrong = post(malaga, porto)
    dispute(pair, Q3, porto)
    ledger.reverse(wrong, day=date(2026, 9, 29), reason="Lumen had left", reference="back/1", now=NOW)
    assert confirm(pair, Q3, malaga).state == "disputed"
    closed = confirm(pair, Q3, porto)
    assert (closed.state, closed.closing, closed.postings) == ("closed", 0, 2)


def test_withdraw_leaves_it_open_for_both(pair, malaga, porto) -> None:
    post(malaga, porto)
    confirm(pair, Q3, malaga)
    statement = dispute(pair, Q3, porto)
    after = actions.withdraw(statement, by=cast.manager_of(porto), park=porto, now=NOW)
    assert after.state == "open" and confirm(pair, Q3, porto).state == "closed"


def test_two_disputes_are_settled_one_by_one(pair, malaga, porto) -> None:
    post(malaga, porto)
    dispute(pair, Q3, porto)
    statement = dispute(pair, Q3, malaga)
    with pytest.raises(Stale, match="Málaga disputes this statement already"):
        dispute(pair, Q3, malaga)
    assert actions.withdraw(statement, by=cast.manager_of(malaga), park=malaga, now=NOW).state == "disputed"
    with pytest.raises(Stale, match="Málaga disputes nothing here now"):
        actions.withdraw(statement, by=cast.manager_of(malaga), park=malaga, now=NOW)
    assert actions.withdraw(statement, by=cast.manager_of(porto), park=porto, now=NOW).state == "open"


def test_not_twice_and_not_after_it_is_closed(pair, malaga, porto) -> None:
    post(malaga, porto)
    confirm(pair, Q3, malaga)
    with pytest.raises(Stale, match="Málaga confirmed exactly this on 23 November 2026. It waits for Porto"):
        confirm(pair, Q3, malaga)
    confirm(pair, Q3, porto)
    for again in (lambda: confirm(pair, Q3, malaga), lambda: dispute(pair, Q3, porto)):
        with pytest.raises(Stale, match="This is closed now"):
            again()
    assert StatementStep.objects.count() == 2


@pytest.mark.parametrize(
    ("zone", "hour", "sentence"),
    [
        ("UTC", 12, "lasts until 31 December 2026; today is 31 December 2026 at Málaga. It can be answered from 1 January 2027"),
        ("America/Recife", 1, "today is 31 December 2026 at Porto"),  # it is the new year in UTC already
    ],
)  # fmt: skip
def test_only_what_is_over_in_both_time_zones(pair, malaga, porto, zone, hour, sentence) -> None:
    post(malaga, porto, date(2026, 10, 1))
    Park.objects.filter(pk=porto.pk).update(time_zone=zone)
    moment = cast.at(2026, 12, 31) if hour == 12 else cast.at(2027, 1, 1, hour)
    with pytest.raises(Refused, match=sentence):
        confirm(pair, Q4, malaga, now=moment)
    assert confirm(pair, Q4, malaga, now=cast.at(2027, 1, 1, 4)).state == "open"


def test_what_goes_on_or_was_never_posted_is_refused(pair, malaga, porto) -> None:
    with pytest.raises(Refused, match="Nothing was ever posted between Málaga and Porto up to 30 September 2026"):
        confirm(pair, Q3, malaga)
    post(malaga, porto)
    with pytest.raises(Refused, match="goes on. Choose a quarter or a year that is over"):
        confirm(pair, ALL, malaga)


def test_a_disputed_statement_in_the_way(pair, malaga, porto) -> None:
    for month in (2, 5, 8):
        post(malaga, porto, date(2026, month, 1))
    dispute(pair, Q2, porto)
    sentence = r"The statement of the 2nd quarter 2026 \(1 April 2026 to 30 June 2026\) is disputed"
    for later in (Q3, up_to(Q2), up_to(Q3)):
        with pytest.raises(Refused, match=sentence):
            confirm(pair, later, malaga)
    assert confirm(pair, Q1, malaga, porto).state == "closed", "what lies before it can be closed"
    confirm(pair, Q2, porto)
    confirm(pair, Q3, malaga, porto)
    assert closed_until(pair) == date(2026, 9, 30)


def test_dispute_of_books_that_another_statement_closed(pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 5, 1))
    confirm(pair, Q3, malaga, porto)
    with pytest.raises(Refused, match="closed up to 30 September 2026.*by a new posting on a later day"):
        dispute(pair, Q2, malaga)


@pytest.fixture
def lumen(pair, malaga, porto):
    """Lumen of Porto is confirmed at Málaga for 3 months from 20 August 2026."""
    cast.agreed(porto, malaga, Direction(12, places=3))
    return cast.confirmed(
        cast.company("Lumen", porto, "Inês Prado"), malaga, date(2026, 8, 20), 3, now=cast.at(2026, 8, 1)
    )


def test_a_stay_that_waits_for_the_hosts_word(lumen, pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 5, 1))
    sentence = (
        r"1 stay that should have begun by 30 September 2026 waits for the host's word: Lumen at Málaga \(20 August 2026\). "
        "Málaga first checks in, records a no-show or cancels"
    )
    with pytest.raises(Refused, match=sentence):
        confirm(pair, Q3, porto)
    assert confirm(pair, Q2, malaga, porto).state == "closed", "it begins after that quarter"
    landings.no_show(lumen, by=cast.manager_of(malaga), reason="Nobody came", now=NOW)
    assert confirm(pair, Q3, malaga, porto).closing == content_of(pair, Q3).closing


def test_a_month_that_is_not_posted_yet(lumen, pair, malaga, porto) -> None:
    landings.check_in(lumen, by=cast.manager_of(malaga), arrived_on=date(2026, 8, 20), now=cast.at(2026, 8, 20))
    sentence = "1 free-rent month that began by 30 September 2026 is not posted yet, the first of Lumen at Málaga on 20 September 2026"
    with pytest.raises(Refused, match=sentence):
        confirm(pair, Q3, malaga)
    landings.daily(NOW)
    assert confirm(pair, Q3, malaga, porto).postings == 2


@pytest.mark.parametrize(("start", "fits"), [(date(2026, 8, 29), False), (date(2026, 8, 30), False), (date(2026, 8, 31), False),
                                             (date(2026, 9, 1), True)])  # fmt: skip
def test_a_month_that_begins_on_the_last_day_belongs_to_the_statement(pair, malaga, porto, start, fits) -> None:
    """The second month begins on 29 or 30 September, the last day, or on the day after."""
    cast.agreed(porto, malaga, Direction(12, places=3))
    cast.landed(cast.company("Lumen", porto, "Inês Prado"), malaga, start, 3, now=cast.at(2026, 8, 1))
    if not fits:
        with pytest.raises(Refused, match="1 free-rent month that began by 30 September 2026 is not posted yet"):
            confirm(pair, Q3, malaga)
        landings.daily(NOW)
    assert confirm(pair, Q3, malaga).state == "open"


@pytest.mark.parametrize(
    ("start", "fits"), [(date(2026, 9, 29), False), (date(2026, 9, 30), False), (date(2026, 10, 1), True)]
)
def test_a_stay_that_should_have_begun_on_the_last_day_is_decided_first(pair, malaga, porto, start, fits) -> None:
    post(malaga, porto)
    cast.agreed(porto, malaga, Direction(12, places=3))
    cast.confirmed(cast.company("Lumen", porto, "Inês Prado"), malaga, start, 2, now=cast.at(2026, 8, 1))
    if fits:
        assert confirm(pair, Q3, malaga).state == "open"
    else:
        with pytest.raises(Refused, match="1 stay that should have begun by 30 September 2026 waits"):
            confirm(pair, Q3, malaga)


@pytest.mark.parametrize(("companies", "says"), [(3, r"^3 {}.*{}"), (4, r"^More than 3 {}.*{}")])
def test_up_to_three_are_counted_and_more_are_many(pair, malaga, porto, companies, says) -> None:
    post(malaga, porto)
    cast.agreed(porto, malaga, Direction(12, places=9))
    stays = [
        cast.confirmed(cast.company(f"C{n}", porto, f"Lead {n}"), malaga, date(2026, 8, 30), 2, now=cast.at(2026, 8, 1))
        for n in range(companies)
    ]
    with pytest.raises(Refused, match=says.format("stays", "C2 at Málaga" if companies == 3 else "and others")):
        confirm(pair, Q3, malaga)
    for stay in stays:
        landings.check_in(stay, by=cast.manager_of(malaga), arrived_on=stay.starts_on, now=cast.noon(stay.starts_on))
    with pytest.raises(Refused, match=says.format("free-rent months", "30 September 2026")):
        confirm(pair, Q3, malaga)


def test_who_is_told(pair, malaga, porto) -> None:
    cast.member(porto, cast.person("Dora Deputy"), "deputy")
    post(malaga, porto, months=2)
    confirm(pair, Q3, malaga)
    (mail, other) = Notice.objects.order_by("recipient__name")
    assert {mail.recipient.name, other.recipient.name} == {"Dora Deputy", "João Alves"}
    assert mail.subject == "Málaga confirmed the statement of the 3rd quarter 2026"
    assert "At its end Málaga owes Porto 2 months. It waits for you" in mail.body
    assert unquote(mail.url) == "/balances/PORT/MÁLA/2026-Q3/"
    statement = dispute(pair, Q3, porto, "No & never")
    mail = Notice.objects.get(subject="Porto disputes the statement of the 3rd quarter 2026")
    assert mail.recipient.name == "Marta Ruiz" and "João Alves wrote: “No & never”" in mail.body
    actions.withdraw(statement, by=cast.manager_of(porto), park=porto, now=NOW)
    assert Notice.objects.filter(subject__startswith="Porto no longer disputes").count() == 1
    confirm(pair, Q3, porto)
    closed = Notice.objects.filter(subject__contains="are closed up to 30 September 2026")
    assert {it.recipient.name for it in closed} == {"Marta Ruiz", "Dora Deputy"}
    assert all(BalanceStatement.objects.get().content_hash in it.body for it in closed)
