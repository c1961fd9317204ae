"""What an entrepreneur reads speaks of months, dates, services and people, never of what two parks owe each other."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from exchanges.agreements import actions as agreements
from exchanges.agreements.terms import Direction, Terms
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from softlanding.notices.models import Notice
from tests import cast
from tests.rights.addresses import address_of
from tests.rights.stage import Stage, user
from tests.rights.table import PEOPLE, TABLE

pytestmark = pytest.mark.django_db
DEBTS = re.compile(
    r"\b(ow(e|es|ed|ing)|balances?|debts?|limits?|standings?|tolerance|restricted|net position|exceptions?)\b", re.I
)
# The network's rules, which name no park, and the page on which anybody may ask whose document a hash belongs to.
OF_EVERYBODY = ("exchanges:policy:detail", "exchanges:statements:check")
STAYS = ("offered", "confirmed", "landed", "completed")


def pages(stage: Stage, role: str) -> Iterator[str]:
    """Every page the table of rights opens to a role, and each stay's own page and verbs."""
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        name = name.strip()
        if method == "GET" and answers.split()[PEOPLE.index(role)] == "200" and name not in OF_EVERYBODY:
            yield address_of(stage, name, thing)
    for state in STAYS:
        yield stage.landing(state).get_absolute_url()


def read(page: str) -> str:
    """What a page says, to the eye or to a screen reader."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.S)
    said = re.findall(r'\b(?:aria-label|title|alt)="([^"]*)"', page)
    return unescape(" ".join(" ".join([re.sub(r"<[^>]+>", " ", page), *said]).split()))


def told(text: str) -> list[str]:
    """Where a text speaks of debts, with what stands around."""
    return [text[max(0, it.start() - 60) : it.end() + 60] for it in DEBTS.finditer(text)]


@pytest.fixture
def network(stage: Stage) -> Stage:
    """The stage, and a partner to which Porto owes as much as the two allow, so that it is closed to Porto's companies."""
    porto, turin, then = stage["porto"], stage["turin"], stage.now - timedelta(days=100)
    last = stage.today + timedelta(days=600)
    terms = Terms(
        then.date(), last, {porto.pk: Direction(12, places=5), turin.pk: Direction(12, places=5)}, alert_at=2, limit_at=3
    )  # fmt: skip
    made = agreements.propose(by=user(stage, "manager"), proposer=porto, partner=turin, terms=terms, now=then)
    for park, who in ((porto, "manager"), (turin, "other")):
        content = made.newest.content_hash
        made = agreements.sign(made, by=user(stage, who), park=park, content_hash=content, now=then)
    owed = ledger.Entry(then.date(), porto, turin, 3, Because.STAY, "class/1", "A class")
    ledger.post(owed, now=then)
    return stage


@pytest.mark.parametrize("role", ["lead", "member"])
def test_no_page_an_entrepreneur_can_open_speaks_of_debts(network: Stage, role: str) -> None:
    client, faults = cast.browser_of(user(network, role)), []
    found = [*pages(network, role), network["turin"].get_absolute_url(), network["malaga"].get_absolute_url()]
    assert len(found) > 25 and network.landing("offered").get_absolute_url() in found
    for url in found:
        answer = client.get(url)
        assert answer.status_code == 200, url
        faults += [f"{url}: {words}" for words in told(read(answer.getvalue().decode()))]
    assert faults == []


def test_what_everybody_reads_of_the_rules_names_no_park(network: Stage) -> None:
    client = cast.browser_of(user(network, "lead"))
    for name in OF_EVERYBODY:
        page = read(client.get(address_of(network, name, "")).content.decode())
        assert not [park.name for park in Park.objects.all() if park.name in page]


def test_no_mail_to_an_entrepreneur_speaks_of_debts(network: Stage) -> None:
    people = [user(network, role) for role in ("lead", "member")]
    mails = Notice.objects.filter(recipient__in=people)
    assert {"landings/offer", "landings/check_in", "landings/check_out"} <= {_kind(mail) for mail in mails}
    faults = [words for mail in mails for words in told(f"{mail.subject}\n{mail.body}")]
    assert faults == []


def _kind(mail: Any) -> str:
    verbs = {"offers you": "offer", "arrived at": "check_in", "left": "check_out"}
    return next((f"landings/{verb}" for words, verb in verbs.items() if words in mail.subject), mail.subject)


def test_a_park_closed_by_the_limit_says_whom_to_ask_and_no_figure(network: Stage) -> None:
    """A park's own people read the figures."""
    porto, turin = network["porto"], network["turin"]
    page = read(cast.browser_of(user(network, "lead")).get(turin.get_absolute_url()).content.decode())
    assert f"The exchange of {porto} and {turin} has no room for another stay now" in page
    assert f"Ask {porto} when yours can go." in page
    page = read(cast.browser_of(user(network, "manager")).get(turin.get_absolute_url()).content.decode())
    assert f"{porto} owes {turin} 3 months with everything promised; the limit is 3." in page


def test_who_also_works_for_a_park_reads_what_the_parks_owe(stage: Stage) -> None:
    url = stage.landing("landed").get_absolute_url()
    for who, reads in (("lead", False), ("manager", True), ("host", True), ("admin", True)):
        page = read(cast.browser_of(user(stage, who)).get(url).content.decode())
        assert (f"{stage['porto']} owes it to {stage['malaga']}" in page) is reads, who


def test_giving_months_back_shows_an_entrepreneur_months_and_a_park_debts(stage: Stage) -> None:
    url = f"{stage.landing('confirmed').get_absolute_url()}cancel/"
    lead, manager = (
        read(cast.browser_of(user(stage, who)).get(url).content.decode()) for who in ("lead", "manager")
    )  # fmt: skip
    assert "What giving back 2 months does" in lead and "Can still begin in" in lead and told(lead) == []
    assert "Balance, all promised" in manager and "in the whole network" in manager


def test_a_refused_confirmation_speaks_of_days(stage: Stage) -> None:
    """A promise is not measured against the limit again; what else stands in its way names no debt."""
    url = f"{stage.landing('offered').get_absolute_url()}confirm/"
    with time_machine.travel(stage.now + timedelta(days=20), tick=False):
        page = read(cast.browser_of(user(stage, "lead")).post(url).content.decode())
    assert "This offer ended on" in page and told(page) == []
