"""The only writers of exceptions: lock the pair, ask whether, write, record the step, announce to both parks.

What an offer uses of one is written by landings.months, in the transaction of the offer.
"""

from datetime import date, datetime

from django.db import transaction

from exchanges.exceptions import announcements, conditions
from exchanges.exceptions.queries import open_request
from exchanges.exceptions.states import WORKFLOW, State
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from exchanges.policy.models import ExceptionStep, LimitException
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.workflow import check_starts

NETWORK = "The network"


@transaction.atomic
def ask(
    *, home: Park, host: Park, ends_on: date, reason: str, by: User, now: datetime,
    landing: Landing | None = None, months: int | None = None,
) -> LimitException:  # fmt: skip
    """The home park asks for what `grant` gives; nothing changes until a network admin answers.

    Raises Refused as `grant` does, and when the same is asked for or in force already.
    """
    conditions.two_parks(home, host)
    today = local_day(now, host.time_zone)
    conditions.has_a_limit(home, host, today)
    conditions.end_is_ahead(ends_on, today, home, host)
    pair = Pair.objects.locked(Pair.objects.between(home, host).pk)
    if landing:
        landing, months = _fresh(landing), None
        conditions.landing_is_open(landing)
        conditions.nothing_covers(landing, today)
    else:
        conditions.some_months(months)
        conditions.no_months_left(pair.pk, home, today)
    conditions.not_asked_already(pair.pk, home, landing)
    exception = LimitException.objects.create(
        pair=pair, home=home, landing=landing, months=months, ends_on=ends_on, wished_months=months,
        wished_end=ends_on, state=State.ASKED, created_at=now,
    )  # fmt: skip
    return _record(exception, "ask", "", by=by, acted_for=home.name, reason=reason, now=now)


@transaction.atomic
def grant(
    *, home: Park, host: Park, ends_on: date, reason: str, by: User, now: datetime,
    landing: Landing | None = None, months: int | None = None, asked: LimitException | None = None,
) -> LimitException:  # fmt: skip
    """Let residents of `home` go to `host` past the limit: one `landing`, or `months` in all, until `ends_on`.

    `asked`: the request it answers; for a landing, the one that waits is answered anyway. Raises Refused when the end
    has passed, no month is given, the landing waits for no offer, or it has one already; Stale when a colleague
    answered first.
    """
    conditions.two_parks(home, host)
    today = local_day(now, host.time_zone)
    pair = Pair.objects.locked(Pair.objects.between(home, host).pk)
    if asked:
        asked = _locked(asked, "grant")
        landing = asked.landing
    conditions.has_a_limit(home, host, today)
    conditions.end_is_ahead(ends_on, today, home, host)
    if landing:
        landing, months = _fresh(landing), None
        conditions.landing_is_open(landing)
        conditions.not_twice(landing)
        asked = asked or open_request(landing)
    else:
        conditions.some_months(months)
        conditions.not_the_same_months(pair.pk, home, months or 0, ends_on)
    exception = asked or LimitException(pair=pair, home=home, landing=landing, created_at=now)
    before = exception.state if asked else ""
    exception.months, exception.ends_on, exception.state = months, ends_on, State.GRANTED
    exception.save()
    return _record(exception, "grant", before, by=by, acted_for=NETWORK, reason=reason, now=now)


@transaction.atomic
def turn_down(exception: LimitException, *, reason: str, by: User, now: datetime) -> LimitException:
    """A network admin says no to a request, with a reason. Raises Stale when somebody was first."""
    return _move(exception, "turn_down", State.TURNED_DOWN, by=by, acted_for=NETWORK, reason=reason, now=now)


@transaction.atomic
def withdraw(exception: LimitException, *, by: User, now: datetime, reason: str = "") -> LimitException:
    """The home park takes its request back. Raises Stale when it was answered before."""
    home = exception.home.name
    return _move(exception, "withdraw", State.WITHDRAWN, by=by, acted_for=home, reason=reason, now=now)


@transaction.atomic
def revoke(exception: LimitException, *, reason: str, by: User, now: datetime) -> LimitException:
    """Take back an exception that nothing used. Raises Refused, or Stale when somebody was first."""
    return _move(exception, "revoke", State.REVOKED, by=by, acted_for=NETWORK, reason=reason, now=now)


def _fresh(landing: Landing) -> Landing:
    return Landing.objects.select_related("company", "home", "host").get(pk=landing.pk)


def _locked(exception: LimitException, verb: str) -> LimitException:
    """The exception as it is now, its pair locked, when the verb starts from its state; else Stale."""
    Pair.objects.locked(exception.pair_id)
    fresh = LimitException.objects.select_related("pair__low", "pair__high", "home", "landing__company").get(
        pk=exception.pk
    )
    check_starts(WORKFLOW, verb, fresh.state, fresh.get_state_display())
    return fresh


def _move(
    exception: LimitException, verb: str, state: State, *, by: User, acted_for: str, reason: str, now: datetime
) -> LimitException:
    exception = _locked(exception, verb)
    if state == State.REVOKED:
        conditions.is_unused(exception)
    before, exception.state = exception.state, state
    exception.save(update_fields=["state"])
    return _record(exception, verb, before, by=by, acted_for=acted_for, reason=reason, now=now)


def _record(
    exception: LimitException, verb: str, before: str, *, by: User, acted_for: str, reason: str, now: datetime
) -> LimitException:
    ExceptionStep.objects.create(
        exception=exception, verb=verb, from_state=before, to_state=exception.state, actor=by, acted_for=acted_for,
        reason=reason, at=now,
    )  # fmt: skip
    announcements.tell_all(exception, verb, by=by, reason=reason, now=now)
    return exception
