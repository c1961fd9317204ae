"""What the worker does for the exchanges, and when nobody asks: the only clock below the views."""

import logging

from django.utils import timezone

from exchanges.clearing import schedule as clearing
from exchanges.explaining import announcements as reports
from exchanges.landings import actions as landings
from exchanges.ledger import actions as ledger
from exchanges.ledger import timestamps
from exchanges.ledger.conditions import BooksBusy
from exchanges.proof import prove
from exchanges.settlements import actions as settlements
from exchanges.today.keeping import still_waits
from softlanding.accounts.rights import network_admins
from softlanding.notices import actions as notices
from softlanding.notices.actions import tell
from softlanding.operations.tasks import NotYet, job

log = logging.getLogger(__name__)


@job()
def daily() -> None:
    """Begins months, lets offers lapse, tells of days to come; hourly, as days begin by each park's clock."""
    landings.daily(timezone.now())
    clearing.daily(timezone.now())
    settlements.daily(timezone.now())


@job()
def yearly_clearing() -> None:
    """Daily: proposes a clearing on the day of the year that the settings name, once a year."""
    clearing.yearly(timezone.now())


@job()
def check_ledger() -> None:
    """Nightly: tells the network admins what lies in the books or beside them, once a day while it does."""
    now = timezone.now()
    proof = prove()
    if not proof.is_whole:
        admins = network_admins()
        key = f"check_ledger/{now.date().isoformat()}"
        tell(admins, key=key, mail="check_ledger", context={"sentence": str(proof)}, url="/", now=now)


@job()
def take_root() -> None:
    """Hourly until the day has its root: writes it down, into the log too, and has it stamped where a server is set.

    While somebody writes or a vacuum goes on it comes again, after seconds at first and then every five minutes.
    """
    try:
        root = ledger.take_root(now=timezone.now())
    except BooksBusy as busy:
        raise NotYet(busy.sentence) from busy
    if root:
        log.info("root of the books: number %s, day %s, hash %s", root.number, root.day, root.hash)
    timestamps.stamp_newest()


@job()
def write_reports() -> None:
    """Daily: each quarter that is over is reported once to every park and to the network admins."""
    reports.write_reports(timezone.now())


@job()
def purge_notices() -> int:
    """Nightly: notices read long ago of which nothing waits for their reader any more, and texts of mails that went."""
    now = timezone.now()
    return notices.purge(now, still_waits(now))
