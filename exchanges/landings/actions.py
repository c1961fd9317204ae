"""The only writers of landings: lock company, pair and landing; when? whether? write; record the step; announce."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from companies.company.models import Company
from exchanges.agreements.ruling import version_on
from exchanges.landings import announcements, conditions, months
from exchanges.landings.answers import answer_of, is_late
from exchanges.landings.locking import locked
from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.overlaps import asked_elsewhere
from exchanges.landings.states import WORKFLOW, MonthState, State
from exchanges.ledger.conditions import day_is_open
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import answer_day, has_ended, local_day
from softlanding.kernel.editing import change
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.workflow import check_starts

logger = logging.getLogger(__name__)

# Whose stay it is and what was wished: no verb after the draft writes that again.
SETTLED = {
    "id", "company", "home", "host", "pair", "wished_start", "wished_months", "people", "purpose", "needs",
    "created_by", "created_at",
}  # fmt: skip
CHANGED = [field.name for field in Landing._meta.concrete_fields if field.name not in SETTLED]


@dataclass(frozen=True)
class Wish:
    """What a company asks for. In a draft anything may still be missing."""

    wished_start: date | None = None
    wished_months: int | None = None
    people: int | None = None
    purpose: str = ""
    needs: str = ""


@transaction.atomic
def draft(*, company: Company, home: Park, host: Park, wish: Wish, by: User, now: datetime) -> Landing:
    """Start an application of a company resident at `home` to `host`. Neither park sees it yet."""
    if home.pk == host.pk:
        raise Refused(f"{company} is resident at {home} already. Choose a partner park.", "host")
    landing = Landing(
        company=company, home=home, host=host, pair=Pair.objects.between(home, host), created_by=by, created_at=now,
        changed_at=now, **vars(wish),
    )  # fmt: skip
    conditions.is_resident(landing)
    landing.save()
    _record(landing, "draft", "", by=by, side="company", now=now)
    return landing


@transaction.atomic
def edit(landing: Landing, *, wish: Wish, by: User, now: datetime, read: str | None = None) -> Landing:
    """Keep a draft as typed; no step tells of a keystroke. `read`: the mark of what one saw. Raises Overtaken."""
    landing = _locked(landing, "edit")
    change(landing, vars(wish), read)
    landing.changed_at = now
    landing.save()
    return landing


@transaction.atomic
def submit(landing: Landing, *, by: User, now: datetime) -> Landing:
    """Send the application to the home park, which has `decision_days` of the agreement to answer."""
    landing = _locked(landing, "submit")
    conditions.wish_is_whole(landing)
    assert landing.wished_start and landing.wished_months
    today = local_day(now, landing.host.time_zone)
    conditions.parks_take_part(landing)
    conditions.is_resident(landing)
    conditions.starts_in_time(landing, landing.wished_start, today, "wished_start")
    terms = conditions.covering_terms(
        landing.home, landing.host, landing.wished_start, landing.wished_months, "wished_start"
    )
    conditions.length_fits(terms, landing.wished_months, "wished_months")
    conditions.no_other_stay(landing, months.stay_of(landing.wished_start, landing.wished_months), "wished_start")
    landing.agreement = terms.version.agreement
    landing.submitted_at = now
    terms_now = version_on(terms.version.agreement_id, local_day(now, landing.home.time_zone))
    due_on = answer_day(now, terms_now.decision_days, landing.home.time_zone)
    return _done(landing, "submit", by=by, side="company", now=now, due_on=due_on)


@transaction.atomic
def nominate(landing: Landing, *, by: User, now: datetime, message: str = "") -> Landing:
    """The home park puts its company forward; the host has `decision_days` to answer."""
    landing = _locked(landing, "nominate")
    conditions.parks_take_part(landing)
    conditions.is_resident(landing)
    assert landing.agreement_id and landing.wished_start
    conditions.not_suspended(landing.home, landing.host, landing.wished_start)
    landing.nominated_at = now
    terms_now = version_on(landing.agreement_id, local_day(now, landing.host.time_zone))
    due_on = answer_day(now, terms_now.decision_days, landing.host.time_zone)
    return _done(landing, "nominate", by=by, side="home", now=now, reason=message, due_on=due_on)


@transaction.atomic
def decline(landing: Landing, *, by: User, reason: str, now: datetime) -> Landing:
    """The park whose turn it is says no, with a reason."""
    landing = _locked(landing, "decline")
    side = landing.waits_for or "home"
    return _done(landing, "decline", by=by, side=side, now=now, reason=reason)


@transaction.atomic
def withdraw(landing: Landing, *, by: User, reason: str, now: datetime) -> Landing:
    """The company takes its application back; offered months are free again."""
    landing = _locked(landing, "withdraw")
    months.release(landing)
    return _done(landing, "withdraw", by=by, side="company", now=now, reason=reason)


@transaction.atomic
def offer(
    landing: Landing, *, by: User, starts_on: date, length: int, answer_by: date, now: datetime, message: str = ""
) -> Landing:
    """The host says yes and names dates: `length` months are reserved until the company answers (rules 7 to 10)."""
    landing = _locked(landing, "offer")
    today = local_day(now, landing.host.time_zone)
    conditions.starts_in_time(landing, starts_on, today, "starts_on")
    conditions.answer_in_time(landing, answer_by, starts_on, local_day(now, landing.home.time_zone))
    months.check_and_reserve(landing, starts_on, length, "starts_on", now)
    landing.answer_by = answer_by
    landing.offer_message = message
    return _done(landing, "offer", by=by, side="host", now=now, reason=message, due_on=answer_by)


@transaction.atomic
def lapse(landing: Landing, *, now: datetime) -> Landing:
    """An offer nobody answered in time: its months are free again."""
    landing = _locked(landing, "lapse")
    months.release(landing)
    return _done(landing, "lapse", by=None, side="clock", now=now)


@transaction.atomic
def confirm(landing: Landing, *, by: User, now: datetime) -> Landing:
    """The company says yes; its stay now bars any other that overlaps (rule 15)."""
    landing = _locked(landing, "confirm")
    conditions.parks_take_part(landing)
    conditions.offer_not_over(landing, local_day(now, landing.home.time_zone))
    conditions.is_resident(landing)
    conditions.no_other_stay(landing, landing.period, None)
    return _done(landing, "confirm", by=by, side="company", now=now, due_on=landing.starts_on)


@transaction.atomic
def check_in(landing: Landing, *, by: User, arrived_on: date, now: datetime) -> Landing:
    """The company is here. Arriving late moves its months where there is room, else the last day stays (rule 14)."""
    landing = _locked(landing, "check_in")
    today = local_day(now, landing.host.time_zone)
    conditions.arrival_fits(landing, arrived_on, today)
    day_is_open(landing.pair, arrived_on, "arrived_on")
    if arrived_on != landing.starts_on:
        months.arrive(landing, arrived_on, now)
    landing.checked_in_on = arrived_on
    landing = _done(landing, "check_in", by=by, side="host", now=now, due_on=landing.last_day)
    months.begin(landing, today, now)
    announcements.tell_elsewhere(landing, asked_elsewhere(landing), now=now)
    return landing


@transaction.atomic
def check_out(
    landing: Landing, *, by: User, left_on: date, now: datetime, justified: bool | None = None, reason: str = ""
) -> Landing:
    """The company leaves. Months not begun are released; leaving early needs a reason, justified or not."""
    landing = _locked(landing, "check_out")
    today = local_day(now, landing.host.time_zone)
    conditions.departure_fits(landing, left_on, today)
    early = left_on < landing.period.upper - timedelta(days=1)
    if early and not reason:
        raise Refused("The company leaves before the end of its stay. Say why, for both parks' records.", "reason")
    months.begin(landing, left_on, now)
    months.take_back(landing, left_on, today, now)
    months.release(landing)
    landing.checked_out_on = left_on
    landing.early_justified = bool(justified) if early else None
    landing.period = months.days_until(landing, left_on)
    return _done(landing, "check_out", by=by, side="host", now=now, reason=reason)


@transaction.atomic
def cancel(landing: Landing, *, by: User, side: str, reason: str, now: datetime) -> Landing:
    """After the confirmation one side calls it off, with a reason; all months are free again."""
    landing = _locked(landing, "cancel")
    months.release(landing)
    return _done(landing, "cancel", by=by, side=side, now=now, reason=reason)


@transaction.atomic
def no_show(landing: Landing, *, by: User, reason: str, now: datetime) -> Landing:
    """The company never came: the first month counts as used, the rest is released (rule 13)."""
    landing = _locked(landing, "no_show")
    conditions.has_begun(landing, local_day(now, landing.host.time_zone))
    assert landing.starts_on
    conditions.no_show_can_be_posted(landing)
    months.begin(landing, landing.starts_on, now)
    months.release(landing)
    return _done(landing, "no_show", by=by, side="host", now=now, reason=reason)


def daily(now: datetime) -> dict[str, int]:
    """Lapse offers nobody answered and begin the months that are due; catches up after any downtime.

    Each landing is its own transaction, so one that cannot be done does not hold up the others.
    """
    done = {"lapsed": 0, "begun": 0}
    tomorrow = (now + timedelta(days=1)).date()  # some park's day may already be tomorrow's
    hosts = Landing.objects.select_related("home", "host", "company")
    for landing in hosts.filter(state=State.OFFERED, answer_by__lt=tomorrow):
        if landing.answer_by and has_ended(landing.answer_by, now, landing.answer_zone):
            done["lapsed"] += _lapsed(landing, now)
    due = hosts.filter(
        state=State.LANDED, free_rent_months__state=MonthState.RESERVED, free_rent_months__begins_on__lte=tomorrow
    )
    for landing in due.distinct():
        done["begun"] += _begun(landing, now)
    return done


def _begun(landing: Landing, now: datetime) -> int:
    """Months that began; 0 when the books refuse one of them, which the log tells and holds nobody else up."""
    try:
        return begin_months(landing, now=now)
    except Refused as refused:
        logger.error("The months of %s (landing %s) cannot be posted: %s", landing, landing.pk, refused.sentence)
        return 0


@transaction.atomic
def begin_months(landing: Landing, *, now: datetime) -> int:
    """Post the months of a running stay that have begun by today at the host; returns how many."""
    landing = locked(landing)
    if landing.state != State.LANDED:
        return 0
    return months.begin(landing, local_day(now, landing.host.time_zone), now)


def _lapsed(landing: Landing, now: datetime) -> int:
    """1 when the offer lapsed, 0 when somebody answered it a moment ago."""
    try:
        lapse(landing, now=now)
    except Stale:
        return 0
    return 1


def _locked(landing: Landing, verb: str) -> Landing:
    """The same, when the verb starts from the landing's state; else Stale: somebody was first."""
    fresh = locked(landing)
    check_starts(WORKFLOW, verb, fresh.state, fresh.state_word)
    return fresh


def _done(
    landing: Landing, verb: str, *, by: User | None, side: str, now: datetime, reason: str = "",
    due_on: date | None = None,
) -> Landing:  # fmt: skip
    """Write the new state and by when its next step is due, record the step and announce it."""
    before, was_due = landing.state, landing.due_on
    landing.state, landing.due_on, landing.changed_at = WORKFLOW[verb].to, due_on, now
    landing.save(update_fields=CHANGED)
    _record(landing, verb, before, by=by, side=side, now=now, reason=reason, was_due=was_due)
    announcements.tell_others(landing, verb, by=by, side=side, reason=reason, now=now)
    return landing


def _record(
    landing: Landing, verb: str, before: str, *, by: User | None, side: str, now: datetime, reason: str = "",
    was_due: date | None = None,
) -> None:  # fmt: skip
    speaks_for = {"company": landing.company.name, "home": landing.home.name, "host": landing.host.name}
    park = {"home": landing.home, "host": landing.host}.get(answer_of(verb, before))
    LandingStep.objects.create(
        landing=landing, verb=verb, from_state=before, to_state=landing.state, actor=by, side=side,
        acted_for=speaks_for.get(side, ""), reason=reason, at=now, counts_for=park,
        is_late=park is not None and is_late(verb, before, was_due, now, park.time_zone),
    )  # fmt: skip
