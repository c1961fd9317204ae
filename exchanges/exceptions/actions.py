"""The only writers of exceptions: lock the pair, ask whether, write, record the step, announce to both parks.

What an offer uses of one is written by landings.months, in the transaction of the offer.
"""

from datetime import date, datetime

from django.db import transaction

from exchanges.exceptions import announcements, conditions
from exchanges.exceptions.states import WORKFLOW, State
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from exchanges.policy.models import ExceptionStep, LimitException
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.workflow import check_starts

NETWORK = "The network"


@transaction.atomic
def grant(
    *, home: Park, host: Park, ends_on: date, reason: str, by: User, now: datetime,
    landing: Landing | None = None, months: int | None = None,
) -> LimitException:  # fmt: skip
    """Let residents of `home` go to `host` past the limit: one `landing`, or `months` in all, until `ends_on`.

    Raises Refused when the end has passed, no month is given, the landing waits for no offer, or it has one already.
    """
    today = local_day(now, host.time_zone)
    conditions.has_a_limit(home, host, today)
    conditions.end_is_ahead(ends_on, today)
    pair = Pair.objects.locked(Pair.objects.between(home, host).pk)
    if landing:
        landing = Landing.objects.select_related("company", "home", "host").get(pk=landing.pk)
        conditions.landing_is_open(landing)
        conditions.not_twice(landing)
        months = None
    else:
        conditions.some_months(months)
        conditions.not_the_same_months(pair.pk, home, months or 0, ends_on)
    exception = LimitException.objects.create(
        pair=pair, home=home, landing=landing, months=months, ends_on=ends_on, created_at=now
    )
    return _record(exception, "grant", "", by=by, reason=reason, now=now)


@transaction.atomic
def revoke(exception: LimitException, *, reason: str, by: User, now: datetime) -> LimitException:
    """Take back an exception that nothing used. Raises Refused, or Stale when somebody was first."""
    pair = Pair.objects.locked(exception.pair_id)
    exception = LimitException.objects.select_related("pair__low", "pair__high", "home").get(pk=exception.pk)
    assert exception.pair_id == pair.pk
    check_starts(WORKFLOW, "revoke", exception.state, exception.get_state_display())
    conditions.is_unused(exception)
    exception.state = State.REVOKED
    exception.save(update_fields=["state"])
    return _record(exception, "revoke", State.GRANTED, by=by, reason=reason, now=now)


def _record(
    exception: LimitException, verb: str, before: str, *, by: User, reason: str, now: datetime
) -> LimitException:
    ExceptionStep.objects.create(
        exception=exception, verb=verb, from_state=before, to_state=exception.state, actor=by, acted_for=NETWORK,
        reason=reason, at=now,
    )  # fmt: skip
    announcements.tell_both(exception, verb, by=by, reason=reason, now=now)
    return exception
