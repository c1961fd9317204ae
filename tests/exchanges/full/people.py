"""The people of the full cast (tests.exchanges.full.stage.py): of every kind somebody, with something of her own.

What waits is due on the day before, on and after this one; each person has another number of notices, read and unread.
"""

from datetime import datetime, timedelta

from companies.company.models import Membership as CompanyMembership
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.memberships import actions as memberships
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.full.stage import NOW, WAYS, YESTERDAY, FullCast, day

# Unread and read notices of each person.
NOTICES = {
    "Marta Ruiz": (1, 41), "Dora Paz": (2, 40), "Frida Frei": (3, 39), "Ada Asker": (4, 38), "Ida Invited": (5, 37),
    "Rui Alves": (6, 36), "Kim Ji": (7, 35), "Lou Diaz": (8, 34), "Aroha Ngata": (9, 33), "Njeri Kamau": (10, 32),
    "Cleo Dias": (11, 31), "Max Moser": (12, 30), "Fay Fern": (13, 29), "Nadia Novak": (14, 28),
    "Saul Super": (15, 27), "Stefan Staff": (16, 26), "Dora Gone": (17, 25), "Noa Nobody": (18, 24),
}  # fmt: skip
DAYS = 14  # within which an application is decided
# Who wants where, and how many days ago its home park put it forward.
ASKING = (
    ("Recife at Málaga", 15, "Ondas"), ("Recife at Málaga", 14, "Delta"), ("Seoul at Málaga", 13, "Haneul"),
    ("Recife at Los Angeles", 14, "Marola"), ("Málaga at Seoul", 15, "Vega"), ("Málaga at Seoul", 16, "Sol"),
    ("Nairobi at Auckland", 17, "Savanna"),
)  # fmt: skip


def fill(made: FullCast) -> dict[str, User]:
    """Everybody by her name."""
    malaga, lumen = made["Málaga"], made.companies["Málaga at Seoul, to come 2"]
    people.deputy_of(malaga, "Dora Paz")
    people.manager_of(malaga, "Frida Frei")
    people.lead_of(lumen, "Frida Frei")
    people.lead_of(lumen, "Cleo Dias")
    people.lead_of(made.companies["Recife at Málaga, to come 2"], "Cleo Dias")
    people.member_of(lumen, "Max Moser")
    people.lead_of(lumen, "Fay Fern")
    people.network_admin()
    people.network_admin("Dora Gone", is_active=False)
    people.person("Saul Super", is_staff=True, is_superuser=True)
    people.person("Stefan Staff", is_staff=True)
    for name in ("Noa Nobody", "Ada Asker", "Ida Invited"):
        people.person(name)
    _ask(made)
    _come_and_go(made)
    found = {name: User.objects.get(name=name) for name in NOTICES}
    _tell(found)
    return found


def _ask(made: FullCast) -> None:
    ways = {way.name: way for way in WAYS}
    for number, (name, days, who) in enumerate(ASKING, 3):
        way, then = ways[name], NOW - timedelta(days=days)
        company = cast.company(who, made[way.home], f"Lead of {who}")
        cast.nominated(company, made[way.host], day(11, number), number, now=then)


def _come_and_go(made: FullCast) -> None:
    malaga, marta = made["Málaga"], User.objects.get(name="Marta Ruiz")
    ada, frida, fay = (User.objects.get(name=name) for name in ("Ada Asker", "Frida Frei", "Fay Fern"))
    memberships.join(malaga, role="deputy", by=ada, now=YESTERDAY)
    memberships.invite(malaga, email="ida-invited@example.org", role="deputy", by=marta, now=YESTERDAY)
    for row in (Membership.objects.get(user=frida), *CompanyMembership.objects.filter(user__in=[frida, fay])):
        memberships.end_membership(row, by=marta, now=YESTERDAY)
    people.resident(people.company("Aurora"), made["Seoul"], "claimed")


def _tell(found: dict[str, User]) -> None:
    """In place of what the steps above told them."""
    Notice.objects.all().delete()
    Notice.objects.bulk_create(
        _notice(user, number, NOW if number >= unread else None)
        for user, (unread, read) in ((found[name], both) for name, both in NOTICES.items())
        for number in range(unread + read)
    )


def _notice(user: User, number: int, read_at: datetime | None) -> Notice:
    return Notice(
        recipient=user, address=user.email, key=f"told/{number}", subject=f"For {user.name}, {number}", body="This.",
        url="/parks/", created_at=NOW, read_at=read_at,
    )  # fmt: skip
