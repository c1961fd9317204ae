"""What the worker does for the exchanges, and when nobody asks: the only clock below the views."""

from celery import shared_task
from django.utils import timezone

from exchanges.clearing import schedule as clearing
from exchanges.landings import actions as landings
from exchanges.ledger.checking import check
from exchanges.network import announcements as reports
from softlanding.accounts.models import User
from softlanding.notices.actions import tell


@shared_task
def daily() -> None:
    """Begins months, lets offers lapse; runs hourly because a day begins at another hour in each host's time zone."""
    landings.daily(timezone.now())
    clearing.daily(timezone.now())


@shared_task
def yearly_clearing() -> None:
    """Daily: proposes a clearing on the day of the year that the settings name, once a year."""
    clearing.yearly(timezone.now())


@shared_task
def check_ledger() -> None:
    """Nightly: tells the network admins when a row of the books lies, once a day while it does."""
    now = timezone.now()
    verdict = check()
    if verdict.lie:
        admins = User.objects.filter(is_network_admin=True, is_active=True)
        key = f"check_ledger/{now.date().isoformat()}"
        tell(admins, key=key, mail="check_ledger", context={"sentence": verdict.lie}, url="/", now=now)


@shared_task
def write_reports() -> None:
    """Daily: each quarter that is over is reported once to every park and to the network admins."""
    reports.write_reports(timezone.now())
