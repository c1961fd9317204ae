"""What waits for each person of the full cast, what she is told, and which balances she opens: hers, and nobody else's."""

import pytest

from exchanges.balances.queries import opened
from exchanges.landings.models import Landing
from exchanges.today.queries import today_of
from softlanding.accounts.models import User
from softlanding.memberships import actions as memberships
from softlanding.memberships.announcements import accept_url
from softlanding.navigation import hats_of
from softlanding.notices import actions as notices
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges.full import figures
from tests.exchanges.full.people import NOTICES
from tests.exchanges.full.stage import NOW, FullCast

Everybody = dict[str, User]
# Who is in which park today; nobody else is anybody's.
RUNS = {
    "Marta Ruiz": "Málaga", "Dora Paz": "Málaga", "Rui Alves": "Recife", "Kim Ji": "Seoul", "Lou Diaz": "Los Angeles",
    "Aroha Ngata": "Auckland", "Njeri Kamau": "Nairobi",
}  # fmt: skip
AT_MALAGA = [
    ("Decide on Ondas from Recife", -1),
    ("Decide on Delta from Recife", 0),
    ("Decide on Haneul from Seoul", 1),
]
# What waits for whom, and in how many days it is due by the clock of whoever must act.
TODAY = {
    "Marta Ruiz": [
        *AT_MALAGA,
        ("Confirm the statement with Recife, 2nd quarter 2024", 7),
        ("Confirm the statement with Seoul, 2nd quarter 2024", 7),
        ("Ada Asker asks to join Málaga", 13),
    ],
    "Dora Paz": AT_MALAGA,
    "Rui Alves": [
        ("Confirm the statement with Málaga, 2nd quarter 2024", 7),
        ("Confirm the statement with Los Angeles, 2nd quarter 2024", 7),
    ],
    "Kim Ji": [
        ("Decide on Sol from Málaga", -2),
        ("Decide on Vega from Málaga", -1),
        ("Confirm the statement with Málaga, 2nd quarter 2024", 7),
        ("Confirm the statement with Los Angeles, 2nd quarter 2024", 7),
        ("Verify that Aurora is your resident", 14),
    ],
    "Lou Diaz": [
        ("Decide on Marola from Recife", 0),
        ("Confirm the statement with Recife, 2nd quarter 2024", 7),
        ("Confirm the statement with Seoul, 2nd quarter 2024", 7),
    ],
    "Aroha Ngata": [
        ("Decide on Savanna from Nairobi", -3),
        ("Confirm the statement with Nairobi, 2nd quarter 2024", 7),
    ],
    "Njeri Kamau": [("Confirm the statement with Auckland, 2nd quarter 2024", 7)],
    "Cleo Dias": [("Answer the offer of Málaga", 123), ("Answer the offer of Seoul", 153)],
    "Max Moser": [("Answer the offer of Seoul", 153)],
    "Nadia Novak": [
        ("Auckland has not decided on Savanna", -3),
        ("Seoul has not decided on Sol", -2),
        ("Málaga has not decided on Ondas", -1),
        ("Seoul has not decided on Vega", -1),
        ("Recife owes Málaga 46 months", 0),
        ("Seoul owes Málaga 35 months", 0),
        ("One pair of parks owes without an agreement", 0),
    ],
}
OFFERED = {  # which answers of companies a park waits for
    "Málaga": {"Recife at Málaga, to come 2", "Seoul at Málaga, to come 2", "Seoul at Málaga, to come 3",
               "Málaga at Seoul, to come 2"},
    "Recife": {"Recife at Málaga, to come 2", "Recife at Los Angeles, to come 2", "Recife at Los Angeles, to come 3",
               "Los Angeles at Recife, to come 2", "Los Angeles at Recife, to come 3"},
    "Seoul": {"Seoul at Málaga, to come 2", "Seoul at Málaga, to come 3", "Málaga at Seoul, to come 2"},
    "Los Angeles": {"Recife at Los Angeles, to come 2", "Recife at Los Angeles, to come 3",
                    "Los Angeles at Recife, to come 2", "Los Angeles at Recife, to come 3"},
    "Auckland": {f"Nairobi at Auckland, to come {n}" for n in (2, 3, 4)},
    "Nairobi": {f"Nairobi at Auckland, to come {n}" for n in (2, 3, 4)},
}  # fmt: skip
NOMINATED = {  # and which of parks
    "Málaga": {"Vega", "Sol"}, "Recife": {"Ondas", "Delta", "Marola"}, "Seoul": {"Haneul"}, "Nairobi": {"Savanna"},
}  # fmt: skip


def test_what_waits_for_each_person_and_whom_she_waits_for(everybody: Everybody) -> None:
    awaited = dict(Landing.objects.values_list("company__name", "pk"))
    for name, user in everybody.items():
        if not user.is_active:
            continue
        hats, _ = hats_of(user)
        it = today_of(user, hats[0] if hats else None, NOW)
        assert [(todo.headline, todo.days) for todo in it.todos] == TODAY.get(name, []), name
        companies = OFFERED.get(RUNS.get(name, ""), set()) | NOMINATED.get(RUNS.get(name, ""), set())
        wanted = {f"/landings/{awaited[company]}/" for company in companies}
        assert sorted(one.url for one in it.waited) == sorted({""} if name == "Ada Asker" else wanted), name


def test_each_person_is_told_of_her_own_unread_notices(everybody: Everybody) -> None:
    assert len({n for both in NOTICES.values() for n in both}) == 2 * len(NOTICES), "no two numbers are equal"
    assert {name: hats_of(user)[1] for name, user in everybody.items()} == {name: n for name, (n, _) in NOTICES.items()}
    for name in ("Rui Alves", "Frida Frei"):
        page = people.browser_of(everybody[name]).get("/notices/").context["page_obj"]
        assert page.paginator.count == sum(NOTICES[name])
        assert {it.subject.partition(",")[0] for it in page} == {f"For {name}"}


@pytest.mark.parametrize("name", ["Rui Alves", "Frida Frei"])
def test_reading_all_reads_ones_own_and_nobody_elses(everybody: Everybody, name: str) -> None:
    people.browser_of(everybody[name]).post("/notices/read-all/")
    left = {other: Notice.objects.filter(recipient=user).unread().count() for other, user in everybody.items()}
    assert left == {other: 0 if other == name else n for other, (n, _) in NOTICES.items()}
    assert notices.read_all(everybody["Cleo Dias"], now=NOW) == NOTICES["Cleo Dias"][0]


def test_who_opens_which_balances(full: FullCast, everybody: Everybody) -> None:
    """A park's own people today, and the network's admins: every pair, and the pages of Málaga and of one pair of it."""
    pages = {"/balances/malaga/": {"Málaga"}, "/balances/recife/malaga/": {"Málaga", "Recife"}}
    for name, user in everybody.items():
        client, park = people.browser_of(user), RUNS.get(name, "")
        for url, owners in pages.items():
            may = park in owners or name == "Nadia Novak"
            status = 302 if name == "Dora Gone" else 200 if may else 404
            assert client.get(url).status_code == status, (name, url)
        if user.is_active:
            pairs = [*figures.PAIRS, *figures.UNAGREED]
            codes = {pair: (full[pair[0]].code, full[pair[1]].code) for pair in pairs}
            found = {pair for pair in pairs if opened(user, *codes[pair], NOW.date())}
            assert found == {pair for pair in pairs if park in pair or name == "Nadia Novak"}, name


def test_the_list_of_balances_has_ones_own_rows(full: FullCast, everybody: Everybody) -> None:
    for name, park in RUNS.items():
        rows = people.browser_of(everybody[name]).get("/balances/").context["rows"]
        mine = [(pair, both[0]) for pair, both in figures.PAIRS.items()] + list(figures.UNAGREED.items())
        wanted = {
            (set(pair) - {park}).pop(): months if pair[0] == park else -months for pair, months in mine if park in pair
        }
        assert {row.partner.name: row.balance for row in rows} == wanted, name
    rows = people.browser_of(everybody["Nadia Novak"]).get("/balances/").context["rows"]
    assert [row.months for row in rows] == [256, 46, 35, 34, 2]


def test_who_accepts_an_invitation_while_her_own_request_is_open(full: FullCast, everybody: Everybody) -> None:
    """Ada asked under one address and is invited under another, which becomes hers: one yes answers both."""
    malaga, marta, ada = full["Málaga"], everybody["Marta Ruiz"], everybody["Ada Asker"]
    url, asked = f"/balances/{malaga.code}/", malaga.memberships.get(user=ada)
    invited = memberships.invite(malaga, email="ada@work.example.org", role="deputy", by=marta, now=NOW)
    ada.email = invited.email
    ada.save()
    assert people.browser_of(ada).get(url).status_code == 404
    assert people.browser_of(ada).post(accept_url(invited)).status_code == 303
    invited.refresh_from_db()
    asked.refresh_from_db()
    assert (invited.state, invited.user, asked.state) == ("active", ada, "ended")
    assert people.browser_of(people.again(ada)).get(url).status_code == 200
    memberships.end_membership(invited, by=marta, now=NOW)
    assert people.browser_of(people.again(ada)).get(url).status_code == 404
