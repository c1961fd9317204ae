"""The only writers of agreements: lock the pair, ask when and whether, write, record the step, announce."""

from datetime import datetime
from typing import Any

from django.db import transaction

from exchanges.agreements import announcements, conditions
from exchanges.agreements.models import (
    DIRECTION_TERMS,
    VERSION_TERMS,
    Agreement,
    AgreementStep,
    AgreementVersion,
    DirectionTerms,
    Signature,
    canonical_terms,
    terms_hash,
)
from exchanges.agreements.states import WORKFLOW, AgreementState
from exchanges.agreements.terms import Terms
from exchanges.ledger.models import Pair
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.workflow import check_starts


@transaction.atomic
def propose(
    *, by: User | None, proposer: Park, partner: Park, terms: Terms, now: datetime, code: str = ""
) -> Agreement:
    """Put terms before another park. Neither party has signed yet.

    Raises Refused when the parks, dates or numbers do not fit, or another agreement or proposal is in the way.
    """
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
    write_version(agreement, made_by=proposer, terms=terms, now=now)
    _record(agreement, "propose", "", by=by, park=proposer, now=now)
    announcements.propose(agreement, by=by, now=now)
    return agreement


@transaction.atomic
def sign(agreement: Agreement, *, by: User, park: Park, content_hash: str, now: datetime) -> Agreement:
    """A party's yes to the version on the table; the second one puts the agreement in force from its first day.

    `content_hash` is the hash of the terms the person read. Raises Stale or Refused.
    """
    agreement = _locked(agreement, "sign")
    version = agreement.newest
    conditions.content_is_what_was_read(version, content_hash)
    conditions.not_signed_yet(version, park)
    conditions.not_over(version, local_day(now, park.time_zone))
    conditions.pair_is_free(agreement.pair, version.valid_from, version.valid_until, but=agreement)
    write_signature(version, park, by, now)
    before = agreement.state
    if version.signatures.count() == 2:
        write_in_force(agreement, version)
    _record(agreement, "sign", before, by=by, park=park, now=now)
    announcements.sign(agreement, park=park, by=by, now=now)
    return agreement


@transaction.atomic
def refuse(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """The partner says no to a proposal, with a reason."""
    return _end(agreement, "refuse", AgreementState.REFUSED, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def withdraw(agreement: Agreement, *, by: User, park: Park, reason: str, now: datetime) -> Agreement:
    """The proposer takes its proposal back, with a reason."""
    return _end(agreement, "withdraw", AgreementState.WITHDRAWN, by=by, park=park, reason=reason, now=now)


def _end(
    agreement: Agreement, verb: str, state: AgreementState, *, by: User, park: Park, reason: str, now: datetime
) -> Agreement:
    agreement = _locked(agreement, verb)
    before, agreement.state = agreement.state, state
    agreement.save(update_fields=["state"])
    _record(agreement, verb, before, by=by, park=park, now=now, reason=reason)
    announcements.ended(agreement, verb, by=by, reason=reason, now=now)
    return agreement


def write_version(agreement: Agreement, *, made_by: Park, terms: Terms, now: datetime) -> AgreementVersion:
    """The terms as the next version of an agreement, with the hash both parties will sign."""
    pair = agreement.pair
    values: dict[str, Any] = {name: getattr(terms, name) for name in VERSION_TERMS}
    version = AgreementVersion(
        agreement=agreement,
        number=agreement.versions.count() + 1,
        made_by=made_by,
        made_at=now,
        clearing_low=terms.clearing.get(pair.low_id, True),
        clearing_high=terms.clearing.get(pair.high_id, True),
        **values,
    )
    directions = [
        DirectionTerms(
            version=version, home=home, host=pair.partner_of(home),
            **{name: getattr(terms.directions[home.pk], name) for name in DIRECTION_TERMS},
        )
        for home in (pair.low, pair.high)
    ]  # fmt: skip
    version.content_hash = terms_hash(canonical_terms(version, directions, pair))
    version.save()
    DirectionTerms.objects.bulk_create(directions)
    return version


def write_signature(version: AgreementVersion, park: Park, signer: User | None, now: datetime) -> Signature:
    """A party's signature; without a signer it was given on paper before the portal."""
    return Signature.objects.create(
        version=version,
        park=park,
        signer=signer,
        signer_name=signer.name if signer else "on paper, before the portal",
        signed_at=now,
        content_hash=version.content_hash,
    )


def write_in_force(agreement: Agreement, version: AgreementVersion) -> None:
    """Let a version both parties signed rule; the database refuses it when a signature is missing."""
    agreement.state = AgreementState.SIGNED
    agreement.ruling = version
    agreement.period = version.date_range
    agreement.save(update_fields=["state", "ruling", "period"])


def _locked(agreement: Agreement, verb: str) -> Agreement:
    """The agreement as it is now, its pair locked; Stale when somebody else was first."""
    Pair.objects.locked(agreement.pair_id)
    agreement = Agreement.objects.select_related("pair__low", "pair__high").get(pk=agreement.pk)
    check_starts(WORKFLOW, verb, agreement.state, agreement.get_state_display())
    return agreement


def _record(
    agreement: Agreement, verb: str, before: str, *, by: User | None, park: Park, now: datetime, reason: str = ""
) -> None:
    AgreementStep.objects.create(
        agreement=agreement, verb=verb, from_state=before, to_state=agreement.state, actor=by, park=park,
        acted_for=park.name, reason=reason, at=now,
    )  # fmt: skip
