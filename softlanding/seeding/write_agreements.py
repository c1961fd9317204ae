"""Rows of pairs and agreements: versions whose hashes are right, signed by both, ruling as their states say."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from psycopg2.extras import DateRange

from exchanges.agreements.content import canonical_terms, terms_hash
from exchanges.agreements.models import Agreement, AgreementStep, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.ruling import RulingDays
from exchanges.agreements.states import AgreementState
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.seeding.copying import analyze, copy, next_id
from softlanding.seeding.fitting import tolerance
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Link, Network, Place, Span

SERVICES = "Two desks, a meeting room, legal advice, introductions"
VERSION = (
    "id agreement number made_by made_at valid_from valid_until alert_at limit_at floor_months carry_over "
    "notice_months decision_days offer_days clearing_low clearing_high content_hash"
)
DIRECTION = "version home host months_per_year places min_months max_months services"
STEP = "agreement park verb from_state to_state actor acted_for reason at"
AGREEMENT = "id pair code proposed_by state ruling on_table period terminated_by terminated_at created_at"
# States of the newest agreement of a pair that are not simply signed.
STATES = {
    "suspended": AgreementState.SUSPENDED, "proposed": AgreementState.PROPOSED, "refused": AgreementState.REFUSED,
    "withdrawn": AgreementState.WITHDRAWN,
}  # fmt: skip


class Draft:
    """One agreement with everything its rows need."""

    def __init__(self, pk: int, link: Link, span: Span, number: int, network: Network) -> None:
        self.pk, self.link, self.span, self.number = pk, link, span, number
        is_last = number == len(link.spans)
        self.state = STATES.get(link.kind, AgreementState.SIGNED) if is_last else AgreementState.SIGNED
        self.ends = is_last and link.kind == "ending"
        before = datetime.combine(span.first - timedelta(days=40), time(10), UTC)
        self.made_at = min(before, network.now - timedelta(days=9))
        self.signed_at = self.made_at + timedelta(days=5)
        self.stopped_at = network.now - timedelta(days=45)  # suspended, or notice given
        # Under notice an agreement ends before the day both had signed for.
        self.valid_until = span.last + timedelta(days=730) if self.ends else span.last

    @property
    def signers(self) -> list[Place]:
        """Who signed, in order: both, or the proposer alone while it is on the table."""
        other = self.link.partner_of(self.link.proposer)
        both = self.state in (AgreementState.SIGNED, AgreementState.SUSPENDED)
        return [self.link.proposer, other] if both else [self.link.proposer]


def write_agreements(network: Network, reserved: dict[int, int], progress: Progress) -> None:
    """`reserved`: months promised and not begun, by pair: what tolerances leave room for."""
    with progress.stage("pairs", len(network.links)) as step:
        copy(
            Pair,
            "id low high balance postings_count head",
            step((link.pk, link.low.pk, link.high.pk, 0, 0, "") for link in network.links),
        )
    drafts = [
        Draft(pk, link, span, number, network)
        for link in network.links
        for number, (pk, span) in enumerate(zip(link.agreements, link.spans, strict=True), start=1)
    ]
    with progress.stage("agreements", len(drafts)) as step:
        versions = _versions(drafts, reserved, network)
        hashes = {version.agreement_id: (version.pk, version.content_hash) for version in versions}
        # The database asks for both signatures before it lets a version rule.
        copy(AgreementVersion, VERSION, (_values(version) for version in versions))
        copy(DirectionTerms, DIRECTION, _directions(drafts, hashes))
        copy(Signature, "version park signer signer_name signed_at content_hash", _signatures(drafts, hashes))
        analyze(AgreementVersion, DirectionTerms, Signature)
        copy(Agreement, AGREEMENT, step(_agreements(drafts, hashes)))
        copy(RulingDays, "agreement pair version first ends", _ruling_days(drafts, hashes))
        analyze(Pair, Agreement)  # before the keys and the table's order are checked
        copy(AgreementStep, STEP, _steps(drafts))


def _versions(drafts: list[Draft], reserved: dict[int, int], network: Network) -> list[AgreementVersion]:
    first, dice = next_id(AgreementVersion), network.dice
    found = []
    for number, draft in enumerate(drafts):
        alert, limit = tolerance(draft.link, reserved.get(draft.link.pk, 0), network)
        version = AgreementVersion(
            pk=first + number, agreement_id=draft.pk, number=1, made_by_id=draft.link.proposer.pk,
            made_at=draft.made_at, valid_from=draft.span.first, valid_until=draft.valid_until,
            alert_at=alert, limit_at=limit, floor_months=2, carry_over=dice.random() < 0.2,
            clearing_low=dice.random() < 0.93, clearing_high=dice.random() < 0.93,
        )  # fmt: skip
        version.content_hash = _hash(version, draft.link)
        found.append(version)
    return found


def _hash(version: AgreementVersion, link: Link) -> str:
    """The content hash as the agreements room computes it."""
    parks = {place.pk: Park(pk=place.pk, code=place.code) for place in (link.low, link.high)}
    pair = Pair(low=parks[link.low.pk], high=parks[link.high.pk])
    directions = [
        DirectionTerms(home=parks[home.pk], host=parks[link.partner_of(home).pk], **_terms(link, home))
        for home in (link.low, link.high)
    ]
    return terms_hash(canonical_terms(version, directions, pair))


def _terms(link: Link, home: Place) -> dict[str, Any]:
    direction = link.directions[home.pk]
    return {
        "months_per_year": direction.months_per_year, "places": direction.places, "min_months": 1,
        "max_months": direction.max_months, "services": SERVICES,
    }  # fmt: skip


def _values(version: AgreementVersion) -> tuple[Any, ...]:
    """In the order of VERSION; vars() has foreign keys under their ids."""
    known = vars(version)
    return tuple(known[name] if name in known else known[f"{name}_id"] for name in VERSION.split())


def _directions(drafts: list[Draft], versions: dict[int, tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        for home in (draft.link.low, draft.link.high):
            host = draft.link.partner_of(home)
            yield (versions[draft.pk][0], home.pk, host.pk, *_terms(draft.link, home).values())


def _signatures(drafts: list[Draft], versions: dict[int, tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        version, content_hash = versions[draft.pk]
        for days, place in enumerate(draft.signers):
            at = draft.made_at if days == 0 else draft.signed_at
            yield version, place.pk, place.manager, place.manager_name, at, content_hash


def _agreements(drafts: list[Draft], versions: dict[int, tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        link, version = draft.link, versions[draft.pk][0]
        is_signed = len(draft.signers) == 2
        period = DateRange(draft.span.first, draft.span.last + timedelta(days=1)) if is_signed else None
        yield (
            draft.pk, link.pk, f"{link.low.code}-{link.high.code}-{draft.number}", link.proposer.pk, draft.state.value,
            version if is_signed else None, version if draft.state == AgreementState.PROPOSED else None,
            f"[{period.lower},{period.upper})" if period else None,
            link.low.pk if draft.ends else None, draft.stopped_at if draft.ends else None, draft.made_at,
        )  # fmt: skip


def _ruling_days(drafts: list[Draft], versions: dict[int, tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        if len(draft.signers) == 2:
            first = max(draft.span.first, draft.signed_at.date())
            yield draft.pk, draft.link.pk, versions[draft.pk][0], first, draft.span.last + timedelta(days=1)


def _steps(drafts: list[Draft]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        link, proposer = draft.link, draft.link.proposer
        other, low = link.partner_of(proposer), link.low
        moves = [("propose", "", "proposed", proposer, draft.made_at, ""),
                 ("sign", "proposed", "proposed", proposer, draft.made_at, "")]  # fmt: skip
        if len(draft.signers) == 2:
            moves.append(("sign", "proposed", "signed", other, draft.signed_at, ""))
        if draft.state == AgreementState.SUSPENDED:
            moves.append(("suspend", "signed", "suspended", low, draft.stopped_at, "The building is renovated."))
        if draft.ends:
            moves.append(("terminate", "signed", "signed", low, draft.stopped_at, "The programme ends."))
        if draft.state == AgreementState.REFUSED:
            moves.append(("refuse", "proposed", "refused", other, draft.signed_at, "Too few companies ask for it."))
        if draft.state == AgreementState.WITHDRAWN:
            moves.append(("withdraw", "proposed", "withdrawn", proposer, draft.signed_at, "Our board wants to wait."))
        for verb, before, after, place, at, reason in moves:
            yield draft.pk, place.pk, verb, before, after, place.manager, place.name, reason, at
