"""The only writers of agreements: lock the pair, ask when and whether, write, record the step, announce."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from exchanges.agreements import announcements, conditions, queries, ruling, versions
from exchanges.agreements.models import Agreement, AgreementStep, AgreementVersion
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.states import WORKFLOW, AgreementState
from exchanges.agreements.terms import Terms
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.editing import Changed, change
from softlanding.kernel.refusals import Stale
from softlanding.kernel.workflow import check_starts
from softlanding.limits import actions as limits


@transaction.atomic
def propose(
    *, by: User | None, proposer: Park, partner: Park, terms: Terms, now: datetime, code: str = ""
) -> Agreement:
    """Put terms before another park. Neither party has signed yet.

    Raises Refused when the parks, dates or numbers do not fit, or another agreement or proposal is in the way.
    """
    agreement, step = _begin(by=by, proposer=proposer, partner=partner, terms=terms, now=now, code=code)
    announcements.tell_parties(agreement, step, version=agreement.newest)
    return agreement


@transaction.atomic
def counter(agreement: Agreement, *, by: User, park: Park, terms: Terms, content_hash: str, now: datetime) -> Agreement:
    """Put changed terms on the table instead of those of `content_hash`; no signature carries over.

    Raises Stale, or Refused when somebody countered a moment ago, nothing differs, or the terms do not fit.
    """
    agreement, today = _locked(agreement, "counter", park, now)
    answered = _on_table(agreement)
    conditions.answers_what_is_there(answered, content_hash)
    _check_terms(agreement, terms, today, now)
    versions.put_on_table(agreement, made_by=park, terms=terms, now=now)
    conditions.terms_differ(terms, queries.terms_of(answered), f"version {answered.number}")
    return _done(agreement, "counter", agreement.state, by=by, park=park, now=now)


@transaction.atomic
def amend(agreement: Agreement, *, by: User, park: Park, terms: Terms, now: datetime) -> Agreement:
    """Put changed terms of a signed agreement on the table. Once both signed, they rule from `rules_from` on (rule 3).

    Raises Stale, or Refused when the terms do not fit or would break what is promised already.
    """
    agreement, today = _locked(agreement, "amend", park, now)
    conditions.nothing_on_the_table(agreement.pair)
    _check_terms(agreement, terms, today, now)
    if agreement.ruling:
        signed = queries.terms_of(agreement.ruling)
        # What rules already rules on: its first day is no term that could be changed.
        to_come = agreement.coming_after(today)
        compared = terms if to_come else replace(terms, rules_from=signed.rules_from)
        what = "those both parks signed last" if to_come else "those in force"
        conditions.terms_differ(compared, signed, what)
    versions.put_on_table(agreement, made_by=park, terms=terms, now=now)
    return _done(agreement, "amend", agreement.state, by=by, park=park, now=now)


@transaction.atomic
def sign(agreement: Agreement, *, by: User, park: Park, content_hash: str, now: datetime) -> Agreement:
    """A party's yes to the version on the table; the second one lets it rule from its first day, or from today.

    `content_hash` is the hash of the terms the person read. Raises Stale or Refused.
    """
    agreement, _ = _locked(agreement, "sign", park, now)
    version, before, today = _on_table(agreement), agreement.state, ruling.latest_day(agreement, now)
    conditions.content_is_what_was_read(version, content_hash)
    conditions.not_signed_yet(version, park)
    conditions.not_over(agreement, version, now)
    conditions.pair_is_free(agreement.pair, version.valid_from, version.valid_until, but=agreement)
    first = version.first_day(today)
    if agreement.ruling:
        conditions.follows_on(agreement, first)
        conditions.covers_the_promised(agreement, queries.terms_of(version), now, first)
    versions.sign(version, park, by, now)
    if version.signatures.count() == 2:
        versions.let_rule(agreement, version, first)
    return _done(agreement, "sign", before, by=by, park=park, now=now, version=version)


@transaction.atomic
def refuse(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """The party that got the terms on the table says no, with a reason; a signed agreement stays as it is."""
    return _clear_table(agreement, "refuse", AgreementState.REFUSED, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def withdraw(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """The party that put the terms on the table takes them back; a signed agreement stays as it is."""
    return _clear_table(agreement, "withdraw", AgreementState.WITHDRAWN, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def renew(agreement: Agreement, *, by: User, park: Park, terms: Terms, now: datetime) -> Agreement:
    """Propose a successor that begins once this agreement is over; returns the successor."""
    agreement, _ = _locked(agreement, "renew", park, now)
    conditions.begins_after(agreement, terms.valid_from)
    step = _record(agreement, "renew", agreement.state, by=by, park=park, now=now)
    partner = agreement.partner_of(park)
    successor, _ = _begin(by=by, proposer=park, partner=partner, terms=terms, now=now)
    announcements.tell_parties(successor, step, version=successor.newest)
    return successor


@transaction.atomic
def suspend(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """Stop applications, nominations and offers for a while; what was promised or runs is honoured."""
    return _move(agreement, "suspend", AgreementState.SUSPENDED, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def resume(agreement: Agreement, *, by: User, park: Park, now: datetime) -> Agreement:
    """Let a suspended agreement go on as it was signed."""
    return _move(agreement, "resume", AgreementState.SIGNED, by=by, park=park, reason="", now=now)


@transaction.atomic
def terminate(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """Give notice: the agreement ends `notice_months` after today, or after its first day when that is later.

    An amendment on the table goes off it. Raises Stale when notice was given before, Refused when it ends sooner.
    """
    agreement, today = _locked(agreement, "terminate", park, now)
    ends = queries.notice_ends(agreement, today)
    conditions.notice_shortens(agreement, ruling.notice_terms(agreement, today).notice_months, ends)
    agreement.period = type(agreement.period)(agreement.period.lower, ends)
    agreement.on_table, agreement.terminated_by, agreement.terminated_at = None, park, now
    agreement.save(update_fields=["period", "on_table", "terminated_by", "terminated_at"])
    versions.stop_ruling(agreement, ends)
    agreement.ruling = agreement.ruling_days.select_related("version").latest("first").version
    agreement.save(update_fields=["ruling"])
    return _done(agreement, "terminate", agreement.state, by=by, park=park, now=now, reason=reason)


@transaction.atomic
def comment(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """Say something about the agreement; both parties read it in the history, where it stays.

    The same words of the same person as the last step are a button pressed twice: they stay said once.
    """
    agreement, _ = _locked(agreement, "comment", park, now)
    last = agreement.steps.last()
    if last and (last.verb, last.actor_id, last.reason) == ("comment", by.pk, reason):
        return agreement
    limits.count("comment", by=by, owner=park, now=now)
    return _done(agreement, "comment", agreement.state, by=by, park=park, now=now, reason=reason)


@transaction.atomic
def name_contacts(
    agreement: Agreement, *, by: User, park: Park, contacts: dict[str, str], now: datetime, read: str | None = None
) -> Agreement:
    """Write a party's own reference number and its two contacts, by the field names of AgreementParty.

    `read`: the mark of what one saw. Raises Overtaken.
    """
    agreement, _ = _locked(agreement, "name_contacts", park, now)
    notes, _ = AgreementParty.objects.get_or_create(agreement=agreement, park=park)
    changes = change(notes, contacts, read)
    if not changes:
        return agreement
    notes.save()
    return _done(agreement, "name_contacts", agreement.state, by=by, park=park, now=now, changes=changes)


def _begin(
    *, by: User | None, proposer: Park, partner: Park, terms: Terms, now: datetime, code: str = ""
) -> tuple[Agreement, AgreementStep]:
    """A new agreement with its first version on the table."""
    conditions.parties_fit(proposer, partner)
    conditions.terms_fit(terms, local_day(now, proposer.time_zone))
    pair = Pair.objects.locked(Pair.objects.between(proposer, partner).pk)
    conditions.nothing_on_the_table(pair)
    conditions.pair_is_free(pair, terms.valid_from, terms.valid_until)
    count = Agreement.objects.filter(pair=pair).count()
    agreement = Agreement.objects.create(
        pair=pair,
        code=code or f"{pair.low.code}-{pair.high.code}-{count + 1}",
        proposed_by=proposer,
        state=AgreementState.PROPOSED,
        created_at=now,
    )
    versions.put_on_table(agreement, made_by=proposer, terms=terms, now=now)
    return agreement, _record(agreement, "propose", "", by=by, park=proposer, now=now)


def _check_terms(agreement: Agreement, terms: Terms, today: date, now: datetime) -> None:
    """Every rule of terms that come to an agreement that is there already."""
    for park in agreement.parties:
        conditions.parties_fit(park, agreement.partner_of(park))
    conditions.terms_fit(terms, today)
    conditions.pair_is_free(agreement.pair, terms.valid_from, terms.valid_until, but=agreement)
    if agreement.ruling:
        conditions.begins_as_agreed(agreement.ruling, terms)
        conditions.first_day_fits(agreement, terms, today)
        conditions.covers_the_promised(agreement, terms, now, max(today, terms.rules_from or today))


def _clear_table(
    agreement: Agreement, verb: str, state: AgreementState, *, by: User, park: Park, reason: str, now: datetime
) -> Agreement:
    agreement, _ = _locked(agreement, verb, park, now)
    version, before = _on_table(agreement), agreement.state
    agreement.on_table = None
    if before == AgreementState.PROPOSED:
        agreement.state = state
    agreement.save(update_fields=["state", "on_table"])
    return _done(agreement, verb, before, by=by, park=park, now=now, reason=reason, version=version)


def _move(
    agreement: Agreement, verb: str, state: AgreementState, *, by: User, park: Park, reason: str, now: datetime
) -> Agreement:
    agreement, _ = _locked(agreement, verb, park, now)
    before, agreement.state = agreement.state, state
    agreement.save(update_fields=["state"])
    return _done(agreement, verb, before, by=by, park=park, now=now, reason=reason)


def _locked(agreement: Agreement, verb: str, park: Park, now: datetime) -> tuple[Agreement, date]:
    """The agreement as it is now, its pair locked, and the day at the acting park; Stale when somebody was first."""
    Pair.objects.locked(agreement.pair_id)
    agreement = Agreement.objects.select_related("pair__low", "pair__high", "terminated_by").get(pk=agreement.pk)
    check_starts(WORKFLOW, verb, agreement.state, agreement.get_state_display())
    today = local_day(now, park.time_zone)
    if why := queries.why_not(agreement, verb, today):
        raise Stale(why)
    return agreement, today


def _on_table(agreement: Agreement) -> AgreementVersion:
    assert agreement.on_table
    return agreement.on_table


def _done(
    agreement: Agreement, verb: str, before: str, *, by: User | None, park: Park, now: datetime, reason: str = "",
    version: AgreementVersion | None = None, changes: Sequence[Changed] = (),
) -> Agreement:  # fmt: skip
    """Record the step and announce it; `version` is what it was about (the one on the table when not given)."""
    step = _record(agreement, verb, before, by=by, park=park, now=now, reason=reason, changes=changes)
    announcements.tell_parties(
        agreement, step, version=version or agreement.on_table or agreement.shown(step.at.date())
    )
    return agreement


def _record(
    agreement: Agreement, verb: str, before: str, *, by: User | None, park: Park, now: datetime, reason: str = "",
    changes: Sequence[Changed] = (),
) -> AgreementStep:  # fmt: skip
    return AgreementStep.objects.create(
        agreement=agreement, verb=verb, from_state=before, to_state=agreement.state, actor=by, park=park,
        acted_for=park.name, reason=reason, at=now, changes=list(changes),
    )  # fmt: skip
