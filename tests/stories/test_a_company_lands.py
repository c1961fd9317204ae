"""Two parks sign, a company lands and comes home: every page through the browser's door, the books after each step."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.models import Landing
from exchanges.ledger.checking import check
from exchanges.ledger.models import Posting
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast

pytestmark = pytest.mark.django_db


class Someone:
    """A person at her browser, on a day."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = people.browser_of(None)

    def on(self, day: date) -> "Someone":
        self.day = day
        return self

    def _at(self) -> Any:
        return time_machine.travel(datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=UTC), tick=False)

    def opens(self, url: str) -> str:
        with self._at():
            self.client = people.browser_of(self.user)
            answer = self.client.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    def presses(self, url: str, **data: Any) -> str:
        """Open the verb's page, press its button, land on the next page."""
        self.opens(url)
        with self._at():
            answer = self.client.post(url, data, follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain, answer.content.decode()
        return answer.content.decode()


def test_a_company_lands_and_comes_home() -> None:
    porto, malaga = cast.park("Porto", "Anna Lund", "BR"), cast.park("Malaga", "Bea Ruiz")
    lumen = cast.company("Lumen Optics", porto, "Cleo Dias")
    anna, bea = Someone(cast.manager_of(porto)), Someone(cast.manager_of(malaga))
    cleo = Someone(cast.lead_of(lumen))

    # The parks agree on six months a year, four at most for one stay.
    anna.on(date(2026, 10, 1)).presses(
        "/agreements/new/", proposer=porto.pk, partner=malaga.pk, valid_from="2026-11-01", valid_until="2028-12-31",
        alert_at=4, limit_at=6, floor_months=0, notice_months=6, decision_days=14, offer_days=14, clearing="on",
        **{f"{way}_{name}": value for way in ("out", "in") for name, value in
           {"months_per_year": 6, "places": 1, "min_months": 1, "max_months": 4, "services": "Desk"}.items()},
    )  # fmt: skip
    code = "-".join(sorted([porto, malaga], key=lambda p: p.pk)[i].code for i in (0, 1)) + "-1"
    agreement = f"/agreements/{code}/"
    for signer, park in ((anna.on(date(2026, 10, 2)), porto), (bea.on(date(2026, 10, 5)), malaga)):
        page = signer.opens(f"{agreement}sign/")
        content = page.split('name="content_hash" value="')[1][:64]
        signer.presses(f"{agreement}sign/", content_hash=content, park=park.pk)
    assert "in force" in anna.on(date(2026, 11, 1)).opens(agreement)

    # Lumen applies for three months over the turn of the year.
    page = cleo.on(date(2026, 11, 3)).presses("/landings/new/", host=malaga.code, company=lumen.pk)
    assert "Application of Lumen Optics to Malaga" in page
    landing = Landing.objects.get()
    url = f"/landings/{landing.pk}/"
    wish = {"wished_start": "2026-11-30", "wished_months": 3, "people": 2, "purpose": "First customers"}
    cleo.presses(f"{url}edit/", **wish)
    cleo.presses(f"{url}submit/")
    assert "Lumen Optics" in anna.on(date(2026, 11, 4)).opens("/landings/")

    assert bea.client.get(url).status_code in (302, 404)  # the host does not know of it yet
    page = anna.presses(f"{url}nominate/", message="Our best")
    assert "Malaga decides until 18 November 2026" in page
    page = bea.on(date(2026, 11, 9)).opens(f"{url}offer/")
    assert "What 3 months would do" in page
    bea.presses(f"{url}offer/", starts_on="2026-11-30", length=3, answer_by="2026-11-20", message="Two desks")
    assert books(porto, malaga) == (0, 3)

    cleo.on(date(2026, 11, 10)).presses(f"{url}confirm/")
    assert books(porto, malaga) == (0, 3)
    bea.on(date(2026, 11, 30)).presses(f"{url}check-in/", arrived_on="2026-11-30")
    assert books(porto, malaga) == (1, 2)

    # The daily job posts the others; nobody has to remember.
    for day, expected in ((date(2026, 12, 29), (1, 2)), (date(2026, 12, 30), (2, 1)), (date(2027, 2, 28), (3, 0))):
        actions.daily(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        assert books(porto, malaga) == expected, day
    assert list(Posting.objects.values_list("day", flat=True)) == [
        date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30),
    ]  # fmt: skip

    page = bea.on(date(2027, 2, 27)).presses(f"{url}check-out/", left_on="2027-02-27")
    assert "completed" in page
    assert books(porto, malaga) == (3, 0)
    for someone, other in ((anna, malaga), (bea, porto)):
        mine = porto if someone is anna else malaga
        page = someone.on(date(2027, 3, 1)).opens(f"/balances/{mine.code}/{other.code}/")
        assert "Lumen Optics, month 3 of 3" in page
    assert check().lie is None


def books(home: Any, host: Any) -> tuple[int, int]:
    """(months home owes host, months reserved): what an accountant would write after each step."""
    landing = Landing.objects.get()
    return -cast.balance(home, host), landing.free_rent_months.reserved().count()


def test_a_year_boundary_inside_a_stay_counts_each_month_in_its_year() -> None:
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(2, places=2, max_months=4))
    first = cast.company("First", porto, "Lead F")
    second = cast.company("Second", porto, "Lead S")
    cast.offered(first, malaga, date(2026, 12, 1), 3)  # one month of 2026, two of 2027
    landing = cast.nominated(second, malaga, date(2026, 12, 15), 2)
    with pytest.raises(Refused, match="0 of 2 months left for Malaga in 2027; you offered 1"):
        cast.offer(landing, date(2026, 12, 15), 2)
    assert cast.offer(landing, date(2026, 12, 15), 1).months == 1


def test_three_parks_with_one_agreement_each_keep_their_books_apart() -> None:
    porto, malaga, turin = cast.park("Porto", "Anna"), cast.park("Malaga", "Bea"), cast.park("Turin", "Carla")
    for home, host in ((porto, malaga), (malaga, turin), (turin, porto)):
        cast.agreed(home, host, Direction(6))
        cast.landed(cast.company(f"From {home}", home, f"Lead {home}"), host, date(2026, 12, 1), 3)
    actions.daily(datetime(2027, 3, 1, tzinfo=UTC) - timedelta(days=1))
    assert [cast.balance(malaga, porto), cast.balance(turin, malaga), cast.balance(porto, turin)] == [3, 3, 3]
    assert check().lie is None


def test_a_quota_runs_out_and_opens_again_next_year() -> None:
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(4, places=4, max_months=4))
    cast.offered(cast.company("One", porto, "Lead 1"), malaga, date(2027, 2, 1), 3)
    landing = cast.nominated(cast.company("Two", porto, "Lead 2"), malaga, date(2027, 9, 1), 2)
    with pytest.raises(Refused, match="Porto has 1 of 4 months left for Malaga in 2027; you offered 2"):
        cast.offer(landing, date(2027, 9, 1), 2)
    assert cast.offer(landing, date(2027, 12, 1), 2).months == 2  # one of 2027, one of 2028
