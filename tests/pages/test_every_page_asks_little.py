"""No page asks the database more than ten things, or the same thing twice; a long list asks no more than a short one."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session

from softlanding.notices.models import Notice
from tests import cast
from tests.asking import Asked, asking
from tests.rights.addresses import address_of
from tests.rights.stage import Stage
from tests.rights.table import PEOPLE, TABLE

MOST = 10
ROLES = ("visitor", "nobody", "lead", "member", "manager", "host", "admin")
# Pages of allauth are its own; a file is no page.
NOT_OURS = (
    "account_",
    "mfa_",
    "usersessions",
    "exchanges:statements:export",
    "exchanges:statements:paper",
    "exchanges:agreements:paper",
    "exchanges:balances:standings_file",
    "exchanges:overview:export",
    "exchanges:overview:paper",
    "exchanges:clearing:export",
    "exchanges:overview:why_postings_",
    "open_data:file",
    "exchanges:explaining:report_paper",
    "exchanges:explaining:network_report_paper",
)


def pages(stage: Stage, role: str) -> Iterator[str]:
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        name = name.strip()
        if method == "GET" and answers.split()[PEOPLE.index(role)] == "200" and not name.startswith(NOT_OURS):
            yield address_of(stage, name, thing)


def ask(client, url: str) -> Asked:
    with asking() as asked:
        assert client.get(url).status_code == 200, url
    return asked


@pytest.mark.parametrize("role", ROLES)
def test_a_page_asks_at_most_ten_things_and_none_twice(stage: Stage, role: str) -> None:
    client, faults = cast.browser_of(stage.people[role]), []
    client.get("/me/" if role != "visitor" else "/")  # the session's own bookkeeping is over
    for url in pages(stage, role):
        if "/report/" in url:
            client.get(url)  # the first reader of a closed quarter's report writes it down, as the nightly job does
        asked = ask(client, url)
        if len(asked.statements) > MOST:
            faults.append(f"{role} {url}: {len(asked.statements)} statements")
        faults += [f"{role} {url} twice: {sql[:300]}" for sql in asked.twice]
    assert faults == []
    assert Session.objects.exists() or role == "visitor"


@pytest.mark.parametrize("url", ["/notices/", "/notices/?page=2", "/"])
def test_notices_ask_the_same_for_10_and_1000(stage: Stage, url: str) -> None:
    bea, counts = stage.people["host"], []
    assert bea
    client = cast.browser_of(bea)
    client.get("/me/")
    for amount in (30, 1000):
        Notice.objects.bulk_create(
            Notice(recipient=bea, address=bea.email, key=f"{amount}-{n}", subject=f"Step {n}", body="This.",
                   url="/parks/", created_at=stage.now)
            for n in range(amount)
        )  # fmt: skip
        asked = ask(client, url)
        assert asked.twice == [] and asked.rows <= 3 * 25 + 20
        counts.append(len(asked.statements))
    assert counts[0] == counts[1] <= MOST
