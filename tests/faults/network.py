"""The parks and landings of the faults, and what has become of them in the end. Importing this starts Django."""

import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import django

from softlanding.running import embedded

embedded.ensure()
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from exchanges.agreements.terms import Direction  # noqa: E402
from exchanges.landings.models import Landing  # noqa: E402
from softlanding.accounts.models import User  # noqa: E402
from softlanding.accounts.sessions import SessionStore  # noqa: E402
from softlanding.notices.models import Notice  # noqa: E402
from tests.exchanges import cast  # noqa: E402
from tests.faults.load import Job, Load  # noqa: E402


def make_jobs(clients: int, each: int) -> list[list[Job]]:
    """For each client a pair of parks of its own with nominated landings of one month."""
    today = timezone.localdate()
    start = (today + timedelta(days=40)).replace(day=1)
    shares = []
    for number in range(clients):
        home, host = (
            cast.park(f"{code}{number:02d} of the faults", f"{code} manager {number}", "FI") for code in ("HM", "HT")
        )
        room = Direction(each, each, 1, 1)
        cast.agreed(home, host, room, valid=(date(2026, 1, 1), today + timedelta(days=900)))
        at_host = session(cast.manager_of(host))
        shares.append([job(number, one, home, host, start, at_host) for one in range(each)])
    return shares


def job(number: int, one: int, home: cast.Park, host: cast.Park, start: date, at_host: str) -> Job:
    company = cast.company(f"Faults {number} {one}", home, f"Lead {number} {one}")
    landing = cast.nominated(company, host, start, 1, timezone.now())
    offer = {"starts_on": str(start), "length": "1", "answer_by": str(start - timedelta(days=5)), "message": ""}
    return Job(landing.pk, at_host, session(cast.lead_of(company)), offer)


def session(user: User) -> str:
    """A person who is signed in; the key of her cookie."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "softlanding.accounts.backends.SignIn"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def wait_for_mail(patience: float) -> float:
    """Seconds until a mail has been sent that was written after now; the load writes them all the time."""
    begun, now = time.monotonic(), timezone.now()
    while time.monotonic() < begun + patience:
        try:
            if Notice.objects.filter(created_at__gt=now, sent_at__isnull=False).exists():
                break
        except OperationalError:
            pass
        connection.close()
        time.sleep(0.1)
    return time.monotonic() - begun


def result(load: Load, mails: Path) -> str:
    """What was lost and what was doubled; waits until the outbox is empty."""
    until = time.monotonic() + 120
    while Notice.objects.due(timezone.now()).exists() and time.monotonic() < until:
        time.sleep(1)
    steps: Counter[tuple[int, str]] = Counter(
        Landing.objects.filter(pk__in=load.offered).values_list("pk", "steps__verb")
    )
    told = [(key, "offer") for key in load.offered] + [(key, "confirm") for key in load.confirmed]
    lost = sum(steps[step] == 0 for step in told)
    doubled = sum(steps[key, verb] > 1 for key, verb in steps if verb in {"offer", "confirm"})
    sent = Counter(line for path in mails.rglob("*.log") for line in identities(path))
    return (
        f"requests {len(load.answers)}, failed {sum(not one.is_good for one in load.answers)}; "
        f"offers {len(load.offered)}, confirmations {len(load.confirmed)}: lost {lost}, doubled {doubled}; "
        f"mails {len(sent)}: lost {Notice.objects.filter(sent_at=None, given_up_at=None).count()}, "
        f"doubled {sum(count - 1 for count in sent.values())}"
    )


def identities(path: Path) -> list[str]:
    return [line for line in path.read_text(errors="replace").splitlines() if line.startswith("Message-ID:")]
