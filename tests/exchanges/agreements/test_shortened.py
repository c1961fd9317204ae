"""An amendment with an earlier last day leaves no promised month outside, and says so before anybody signs it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from exchanges.agreements.models import Agreement
from exchanges.landings import actions as landings
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, both_sign, propose, sign
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
JUNE = date(2027, 6, 30)
SAYS = (
    "2 months of Porto at Malaga are promised that begin from 15 July 2027 on, after 30 June 2027. Let it last until "
    "14 September 2027, or give notice: then what is promised is honoured."
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed(porto: Park, malaga: Park) -> Agreement:
    return cast.agreed(porto, malaga, SIX)


def page(agreement: Agreement, park: Park) -> str:
    return people.browser_of(cast.manager_of(park)).get(f"{agreement.get_absolute_url()}sign/").content.decode()


@pytest.mark.parametrize("far", [cast.offered, cast.confirmed])
def test_months_that_begin_after_a_new_last_day_of_the_same_year_bar_it(signed, porto, malaga, far) -> None:
    far(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 6, 15), 3)
    with pytest.raises(Refused) as no:
        amend(signed, malaga, valid_until=JUNE)
    assert (no.value.sentence, no.value.field) == (SAYS, "valid_until")
    assert both_sign(amend(signed, malaga, valid_until=date(2027, 9, 14))).last_day == date(2027, 9, 14)


def test_months_of_a_running_stay_bar_it_too(signed, porto, malaga) -> None:
    company = cast.company("Lumen", porto, "Cleo")
    cast.landed(company, malaga, date(2026, 11, 23), 2)
    with pytest.raises(
        Refused, match="1 month of Porto at Malaga is promised that begins on 23 December 2026, after 20"
    ):
        amend(signed, malaga, valid_until=date(2026, 12, 20))


def test_what_is_promised_while_it_waits_is_said_before_it_is_signed(signed, porto, malaga) -> None:
    tabled = sign(amend(signed, malaga, valid_until=JUNE), malaga)
    assert "are promised that begin" not in page(tabled, porto)
    stay = cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 6, 15), 3)
    assert SAYS in page(tabled, porto)
    with pytest.raises(Refused) as no:
        sign(tabled, porto)
    assert no.value.sentence == SAYS
    landings.withdraw(stay, by=cast.lead_of(stay.company), reason="Other plans", now=NOW)
    assert SAYS not in page(tabled, porto)
    assert sign(tabled, porto).last_day == JUNE


def test_the_page_says_what_else_an_amendment_would_not_cover(signed, porto, malaga) -> None:
    tabled = amend(signed, malaga, limit_at=3, directions={porto.pk: SIX.__class__(2, 1, 1, 2)})
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 3, 1), 3)
    assert "3 months of Porto at Malaga are promised in 2027; 2 a year would be below that." in page(tabled, porto)


def test_a_stay_whose_months_have_begun_by_then_is_honoured_and_named(signed, porto, malaga) -> None:
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 6, 15), 1)
    tabled = amend(signed, malaga, valid_until=JUNE)
    assert (
        "1 stay that is promised ends after 30 June 2027, on 14 July 2027 at the latest; every month has begun by "
        "then, and it is honoured to the end."
    ) in page(tabled, porto)
    assert both_sign(tabled).last_day == JUNE


def test_months_of_the_next_agreement_bar_no_amendment_of_this_one(porto, malaga) -> None:
    """They stand under that one, whatever happens to the last day of the one before."""
    first = cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 1), date(2027, 12, 31)))
    both_sign(propose(porto, malaga, valid=(date(2028, 1, 1), date(2028, 12, 31))))
    cast.offered(cast.company("Rio", porto, "Rita"), malaga, date(2028, 3, 1), 2)
    assert both_sign(amend(first, malaga, valid_until=JUNE)).last_day == JUNE


def test_what_runs_on_after_the_end_anyway_bars_no_amendment_that_keeps_it(porto, malaga) -> None:
    """A late arrival moved its second month behind the last day."""
    agreement = cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 1), date(2027, 1, 10)))
    stay = cast.confirmed(cast.company("Lumen", porto, "Cleo"), malaga, date(2026, 11, 24), 1)
    arrived = landings.check_in(stay, by=cast.manager_of(malaga), arrived_on=date(2026, 12, 20), now=at(2026, 12, 20))
    assert arrived.last_day == date(2027, 1, 19)
    later = at(2026, 12, 21)
    assert both_sign(amend(agreement, malaga, later, limit_at=3), later).last_day == date(2027, 1, 10)
