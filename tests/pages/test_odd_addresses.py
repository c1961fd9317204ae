"""Addresses no page means: whatever is asked, the answer is a page and never a 500."""

from collections.abc import Iterator

from django.http import HttpResponse

from softlanding.limits.models import CountedAct
from tests import cast
from tests.rights.addresses import address_of
from tests.rights.stage import Stage
from tests.rights.table import PEOPLE, TABLE

# Refused before there is a page.
UNREADABLE = ["?page=%00", "?q=%ff%fe", "?%ff=%ff", "?kind=sent&since=0001-01-01&until=%00&sort=-kind"]
# Whatever a page reads has one of each kind; what it does not know it ignores.
QUERIES = [
    "?page=x&sort=nope&view=nope&state=nope&which=nope&phase=nope&past=nope&side=nope&year=abc&show=nope",
    "?=&&=", "?q", "?kind=nope&since=31.2.2027&until=9999-12-31&year=2.5",
    "?page=-1&sort=-&year=-1&country=nope&sector=nope&room=nope&length=-1&old=x&new=-1&park=nope",
    "?page=0&sort=a&sort=b&year=0&q=%25_%5C%27%22&host=%F0%9F%98%80&company=%C2%B2&partner=" + "x" * 300,
    "?page=99999999999999999999&year=99999999999999999999&q=" + "a" * 1000,
    "?sort=-name,,-name&year=%C2%B2&length=%C2%B2&starts_on=31.2.2027&q=" + "%F0%9F%98%80" * 300,
    "?length=99999999999&starts_on=0001-01-01&answer_by=9999-12-31&q=%D8%A7%D9%84%D8%B9",
    "?length=24&starts_on=9999-12-31&email=%22%3E%3Cscript%3E&view=parks&sort=nope",
]  # fmt: skip
BIG = "99999999999999999999"
PATHS = [
    f"/landings/{BIG}/", f"/landings/{BIG}/offer/", "/landings/0/", "/landings/²/", "/landings/-1/", "/landings/1%00/",
    f"/companies/{BIG}/", f"/companies/{BIG}/edit/", f"/companies/{BIG}/people/", f"/companies/residency/{BIG}/verify/",
    f"/companies/membership/{BIG}/role/", f"/parks/membership/{BIG}/end/", f"/notices/{BIG}/", "/agreements/%00/",
    "/agreements/%ff/sign/", f"/agreements/{'x' * 900}/", "/balances/%00/", "/balances/%F0%9F%98%80/",
    "/balances/porto-digital/porto-digital/", "/balances/porto-digital/%00/", "/balances/porto-digital/nowhere/",
    "/statements/porto-digital/nowhere/2026-Q3/statement.csv", "/balances/porto-digital/malaga-techpark/x/",
    "/statements/porto-digital/malaga-techpark/%00/confirm/", "/statements/a/b/2026-Q9/statement.pdf", "/parks/%F0%9F%98%80/", "/parks/invitation/%F0%9F%98%80/",
    f"/parks/invitation/{BIG}:x:y/", f"/companies/invitation/{BIG}:x/", "/companies/at/%ff/", "/companies/at/nowhere/",
    "/accounts/confirm-email/%F0%9F%98%80/", "/accounts/password/reset/key/%F0-x/", "/demo/%00/", "/nowhere/",
    "/network/%00/why/", "/network/nowhere/why/", "/network/%F0%9F%98%80/why/postings/", "/network/report/2026-Q5/",
    "/network/porto-digital/report/0001-Q1/", "/network/porto-digital/report/9999-Q4/", "/network/%00/report/2026-Q3/",
    "/network/report/9999-Q4/report.pdf", "/network/nowhere/why/postings.csv", "/network/report/why/",
    "/agreements/..%2f/", "/balances/a%00b/", "/balances/x/y/", "/notices/abc/",
    f"/admin/parks/park/{BIG}/change/", "//", "/%2e%2e/etc/passwd", f"/accounts/2fa/webauthn/keys/{BIG}/edit/",
]  # fmt: skip
ROLES = ("visitor", "lead", "host", "admin")


def shown(stage: Stage, role: str) -> Iterator[str]:
    """The pages this role sees, by the rights matrix."""
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        if method == "GET" and answers.split()[PEOPLE.index(role)] == "200":
            yield address_of(stage, name.strip(), thing)


LISTS = ("/", "/landings/", "/agreements/", "/balances/", "/parks/")  # every role has its own


def looks_at_its_query(answer: HttpResponse) -> bool:
    """Whether whatever made an answer read anything of the address's query, which Django takes apart when it is read."""
    return "GET" in vars(answer.wsgi_request)


def test_an_odd_query_gives_a_page_everywhere(stage: Stage) -> None:
    """One odd query on every page, and the others on those that look at any: no other can tell them apart."""
    faults, asked, looking = [], set(), 0
    for role in ROLES:
        client = cast.browser_of(stage.people[role])
        client.raise_request_exception = False
        for url in set(shown(stage, role)) - asked:
            asked |= {url} - set(LISTS)
            CountedAct.objects.all().delete()  # nobody asks for sixty files an hour
            answers = {query: client.get(url + query) for query in (QUERIES[0], *UNREADABLE)}
            if looks_at_its_query(answers[QUERIES[0]]):
                looking += 1
                answers |= {query: client.get(url + query) for query in QUERIES[1:]}
            for query, answer in answers.items():
                if answer.status_code not in ((400,) if query in UNREADABLE else (200, 302, 404)):
                    faults.append(f"{role} {url}{query[:60]}: {answer.status_code}")
    assert faults == []
    assert looking > 80


def test_an_odd_path_does_not_exist(stage: Stage) -> None:
    faults = []
    for role in ROLES:
        client = cast.browser_of(stage.people[role])
        client.raise_request_exception = False
        for path in PATHS:
            status = client.get(path).status_code
            if status not in (200, 302, 400, 403, 404, 410):
                faults.append(f"{role} {path[:60]}: {status}")
    assert faults == []


def test_what_a_refused_address_shows_is_a_page_in_our_words(stage: Stage) -> None:
    client = cast.browser_of(stage.people["host"])
    for url in (
        "/landings/?q=%ff",
        "/landings/99999999/",
        "/parks/nowhere/",
        f"/landings/{stage.landing('nominated').pk}/",
    ):
        page = client.get(url).content.decode()
        assert "<h1" in page and "Traceback" not in page


def test_no_address_is_written_back_unescaped(stage: Stage) -> None:
    client = cast.browser_of(stage.people["host"])
    marked = '"><b id=evil>'
    evil = "".join(f"&{key}={marked}" for key in ("q", "sort", "page", "email", "year", "host", "partner", "next"))
    for url in shown(stage, "host"):
        page = str(b"".join(client.get(f"{url}?{evil}")))  # files are streamed
        assert marked not in page, url
