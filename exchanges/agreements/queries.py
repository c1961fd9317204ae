"""The only non-trivial readers of agreements."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Expression, OuterRef, Prefetch, Q, QuerySet

from exchanges.agreements.content import DIRECTION_TERMS, VERSION_TERMS, canonical_terms
from exchanges.agreements.models import (
    Agreement,
    AgreementVersion,
    DirectionTerms,
    Signature,
)
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.permissions import parties_signed_for
from exchanges.agreements.ruling import notice_terms
from exchanges.agreements.states import LASTING_VERBS, STANDING, TABLE_VERBS, WORKFLOW, AgreementState
from exchanges.agreements.terms import Direction, Terms
from exchanges.ledger.models import Pair
from parks.park.models import Membership, Park
from parks.rights import Right, parks_seen_by, parks_signed_for, roles_with
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.calendar import month_begins
from softlanding.kernel.composed import composed, first
from softlanding.kernel.workflow import Verb


def opened(code: str, user: User) -> Agreement | None:
    """The agreement of an address with everything its pages read, if this person may see it."""
    parks = None if is_network_admin(user) else parks_seen_by(user)
    agreement = first(_opened(code, parks))
    if agreement:
        know_parties(agreement)
    return agreement


@composed
def _opened(code: str, parks: list[int] | None) -> QuerySet[Agreement]:
    """`parks`: of which one must be a party; None: of any."""
    seen = Agreement.objects.all() if parks is None else Agreement.objects.of_parks(parks)
    return whole(seen).filter(code=code)


def whole(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With everything a page of agreements reads, in a fixed number of queries."""
    versions = Prefetch("versions", AgreementVersion.objects.select_related("days"))
    return agreements.select_related("pair__low", "pair__high").prefetch_related(
        versions, "versions__directions", "versions__signatures"
    )


def know_parties(agreement: Agreement) -> None:
    """Whoever did something is one of the pair's parks, which are loaded: no question for each, and no join."""
    parties = {park.pk: park for park in agreement.parties}
    if agreement.terminated_by_id:
        agreement.terminated_by = parties[agreement.terminated_by_id]
    for version in agreement.versions.all():
        version.made_by = parties[version.made_by_id]


def direction_for(home: Park, host: Park, on: date) -> DirectionTerms | None:
    """The terms that rule for residents of `home` at `host` on a day, even closed; None without an agreement."""
    return directions_for(home.pk, host.pk, on).select_related("version__agreement", "home", "host").first()


def directions_for(home_id: int, host_id: int, on: date) -> QuerySet[DirectionTerms]:
    """The same as a query: one row at most, since a pair has one agreement in force."""
    return directions_in_force(on).filter(home=home_id, host=host_id)


def directions_in_force(on: date) -> QuerySet[DirectionTerms]:
    """The terms of all directions that rule on a day, even closed ones; their agreement is `version.agreement`."""
    return DirectionTerms.objects.filter(
        version__agreement__state=AgreementState.SIGNED,
        # By its ends: to find a day in periods PostgreSQL would read those of the whole network.
        version__days__first__lte=on,
        version__days__ends__gt=on,
    )


def owing_without_agreement(on: date | Expression) -> QuerySet[Pair]:
    """Pairs that are not even and have no agreement in force on a day: no stay can bring back what is owed."""
    return Pair.objects.exclude(balance=0).filter(~Exists(Agreement.objects.in_force(on).filter(pair=OuterRef("pk"))))


def suspended_on(one: Park, other: Park, on: date) -> Agreement | None:
    """The agreement of two parks that would be in force on a day, were it not suspended."""
    parks = (one.pk, other.pk)
    return Agreement.objects.filter(
        state=AgreementState.SUSPENDED, pair__low=min(parks), pair__high=max(parks), period__contains=on
    ).first()


def lacks_signature_of(parks: list[int]) -> Q:
    """What is on the table without the signature of one of these parks."""
    return Q(on_table__isnull=False) & (
        Q(pair__low__in=parks) & ~signed_by("pair__low") | Q(pair__high__in=parks) & ~signed_by("pair__high")
    )


def waiting_for(user: User) -> QuerySet[Agreement]:
    """What a person has to sign, counter or refuse: her park's signature is missing on the terms on the table."""
    return lacking(parks_signed_for(user))


def lacking(parks: list[int]) -> QuerySet[Agreement]:
    """Agreements whose terms on the table lack the signature of one of these parks, the oldest terms first."""
    return Agreement.objects.filter(lacks_signature_of(parks)).order_by("on_table__made_at")


def signed_by(party: str) -> Exists:
    """Whether the version on the table carries the signature of a party."""
    return Exists(Signature.objects.filter(version=OuterRef("on_table"), park=OuterRef(party)))


def why_not(agreement: Agreement, verb: str, today: date) -> str:
    """Why a verb does not start now although the state allows it: a sentence, or nothing."""
    if verb in TABLE_VERBS and agreement.on_table_id is None:
        return f"Nothing is on the table between {words.listed([str(park) for park in agreement.parties])} now."
    if agreement.state not in STANDING:
        return ""
    assert agreement.last_day
    if verb in LASTING_VERBS and agreement.last_day < today:
        return f"This agreement ended on {words.day(agreement.last_day)}. Renew it, or propose a new one."
    if verb in ("amend", "terminate") and agreement.terminated_at:
        return (
            f"{agreement.terminated_by} gave notice on {words.day(agreement.terminated_at)} already; "
            f"the agreement ends on {words.day(agreement.last_day)}."
        )
    if verb in ("amend", "renew") and agreement.on_table_id:
        return "An amendment is on the table already. Sign it, counter it or take it off first."
    return ""


def verbs_for(agreement: Agreement, user: User, today: date) -> list[tuple[str, Verb]]:
    """The verbs this person can press on `today`, main one first."""
    found = []
    for name, verb in WORKFLOW.items():
        if agreement.state not in verb.frm or not user.has_perm(f"exchanges.{name}_agreement", agreement):
            continue
        if why_not(agreement, name, today) or (name == "sign" and not unsigned_parks(agreement, user)):
            continue
        found.append((name, verb))
    return found


def unsigned_parks(agreement: Agreement, user: User) -> list[Park]:
    """The parties this person can sign for and has not yet."""
    mine, version = parties_signed_for(user, agreement), agreement.tabled
    return [park for park in agreement.parties if version and park.pk in mine and not version.signed_by(park)]


def waits_for(agreement: Agreement) -> str:
    """The parties whose signature is missing on what is on the table, in words; empty when none is."""
    version = agreement.tabled
    return words.listed([park.name for park in agreement.parties if not version.signed_by(park)]) if version else ""


def who_put(version: AgreementVersion) -> str:
    """ "Bea Ruiz at Málaga": who put a version on the table; the park alone when no person did."""
    step = (
        version.agreement.steps.filter(verb__in=("propose", "counter", "amend"), at=version.made_at)
        .select_related("actor")
        .last()
    )
    return f"{step.actor.name} at {version.made_by}" if step and step.actor else str(version.made_by)


def signers_of(agreement: Agreement) -> list[tuple[Park, list[str]]]:
    """Each party with the names of those who may sign for it."""
    found: dict[int, list[str]] = {park.pk: [] for park in agreement.parties}
    for park_id, name in _signers_of(list(found), roles_with(Right.SIGNS)):
        found[park_id].append(name)
    return [(park, found[park.pk]) for park in agreement.parties]


@composed
def _signers_of(parks: list[int], roles: list[str]) -> QuerySet[Any, tuple[int, str]]:
    signers = Membership.objects.active().filter(park__in=parks, role__in=roles).order_by("user__name")
    return signers.values_list("park_id", "user__name")


def notes_of(agreement: Agreement) -> list[tuple[Park, AgreementParty | None]]:
    """Each party with its reference and contacts, if it named any."""
    known = {notes.park_id: notes for notes in _notes_of(agreement.pk)}
    return [(park, known.get(park.pk)) for park in agreement.parties]


@composed
def _notes_of(agreement_id: int) -> QuerySet[AgreementParty]:
    return AgreementParty.objects.filter(agreement=agreement_id)


def signed_names(agreement: Agreement) -> dict[int, list[str]]:
    """{version id: "Porto: Anna Lund, 3 May 2027"}, from prefetched versions."""
    names = {park.pk: park.name for park in agreement.parties}
    return {
        version.pk: [
            f"{names[one.park_id]}: {one.signer_name}, {words.day(one.signed_at)}" for one in version.signatures.all()
        ]
        for version in agreement.versions.all()
    }


def canonical_of(version: AgreementVersion) -> str:
    """The text whose SHA-256 is the version's content hash."""
    return canonical_terms(version, directions_of(version.agreement, version), version.agreement.pair)


def carried_balance(agreement: Agreement) -> str:
    """ "Porto owes Málaga 3 months": what goes on into a renewal, for a balance belongs to the pair."""
    low, high = agreement.parties
    balance = agreement.pair.balance_of(low)
    if balance == 0:
        return f"{low} and {high} are even."
    debtor, creditor = (low, high) if balance < 0 else (high, low)
    return f"{debtor} owes {creditor} {words.months(abs(balance))}."


def directions_of(agreement: Agreement, version: AgreementVersion) -> list[DirectionTerms]:
    """Both directions of a version, the proposer's first, with their parks loaded from the pair."""
    pair = agreement.pair
    parks = {pair.low_id: pair.low, pair.high_id: pair.high}
    found = list(version.directions.all())
    for terms in found:
        terms.home, terms.host = parks[terms.home_id], parks[terms.host_id]
    return sorted(found, key=lambda terms: terms.home_id != agreement.proposed_by_id)


def terms_of(version: AgreementVersion) -> Terms:
    """A version as plain values: what a counter-proposal, an amendment or a renewal starts from."""
    values = {name: getattr(version, name) for name in VERSION_TERMS}
    directions = {
        terms.home_id: Direction(**{name: getattr(terms, name) for name in DIRECTION_TERMS})
        for terms in version.directions.all()
    }
    pair = version.agreement.pair
    clearing = {pair.low_id: version.clearing_low, pair.high_id: version.clearing_high}
    return Terms(directions=directions, clearing=clearing, **values)


def notice_ends(agreement: Agreement, today: date) -> date:
    """The first day after a notice given on `today`; one given before the first day it rules counts from that."""
    first = min(version.days.first for version in agreement.versions.all() if version.days_ruled)
    ends = month_begins(max(today, first), notice_terms(agreement, today).notice_months)
    return max(ends, first + timedelta(days=1))


def party_name(agreement: Agreement, park_id: int) -> str:
    return next(park.name for park in agreement.parties if park.pk == park_id)
