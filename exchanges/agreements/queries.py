"""The only non-trivial readers of agreements."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.permissions import parks_signed_for
from exchanges.agreements.states import TONES, WORKFLOW, AgreementState, Phase
from parks.models import Membership, Park
from parks.states import Role
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.workflow import Verb


def whole(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With everything a list or a page of agreements reads, in a fixed number of queries."""
    return agreements.select_related("pair__low", "pair__high", "proposed_by").prefetch_related(
        "versions__directions", "versions__signatures"
    )


def direction_for(home: Park, host: Park, on: date) -> DirectionTerms | None:
    """The terms that rule for residents of `home` at `host` on a day, even closed; None without an agreement."""
    return (
        DirectionTerms.objects.filter(
            home=home, host=host, version__ruled__state=AgreementState.SIGNED, version__ruled__period__contains=on
        )
        .select_related("version__ruled", "home", "host")
        .first()
    )


def waiting_for(user: User) -> QuerySet[Agreement]:
    """Proposals a person has to sign or refuse: her park's signature is missing on the newest version."""
    managed = [park for park, role in Membership.objects.roles_of(user).items() if role == Role.MANAGER]
    newest = AgreementVersion.objects.filter(agreement=OuterRef("pk")).order_by("-number")
    return (
        Agreement.objects.filter(state=AgreementState.PROPOSED)
        .annotate(on_table=Subquery(newest.values("pk")[:1]))
        .filter(Q(pair__low__in=managed) & ~_signed("pair__low") | Q(pair__high__in=managed) & ~_signed("pair__high"))
        .order_by("created_at")
    )


def _signed(party: str) -> Exists:
    """Whether the version on the table carries the signature of a party."""
    return Exists(Signature.objects.filter(version=OuterRef("on_table"), park=OuterRef(party)))


def verbs_for(agreement: Agreement, user: User) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, main one first."""
    found = []
    for name, verb in WORKFLOW.items():
        if agreement.state in verb.frm and user.has_perm(f"exchanges.{name}_agreement", agreement):
            if name == "sign" and not unsigned_parks(agreement, user):
                continue
            found.append((name, verb))
    return found


def unsigned_parks(agreement: Agreement, user: User) -> list[Park]:
    """The parties this person can sign for and has not yet."""
    mine = parks_signed_for(user, agreement)
    return [
        park
        for park in (agreement.pair.low, agreement.pair.high)
        if park.pk in mine and not agreement.newest.signed_by(park)
    ]


def waits_for(agreement: Agreement) -> str:
    """The parties whose signature is missing on a proposal, in words; empty when none is."""
    if agreement.state != AgreementState.PROPOSED:
        return ""
    return words.listed(
        [p.name for p in (agreement.pair.low, agreement.pair.high) if not agreement.newest.signed_by(p)]
    )


@dataclass(frozen=True)
class Row:
    """An agreement as a list shows it on a day."""

    agreement: Agreement
    today: date

    @property
    def version(self) -> AgreementVersion:
        """The signed terms, else those on the table."""
        versions = self.agreement.versions.all()
        ruling = (version for version in versions if version.pk == self.agreement.ruling_id)
        return next(ruling, self.agreement.newest)

    @property
    def phase(self) -> Phase:
        return self.agreement.phase(self.today)

    @property
    def tone(self) -> str:
        return TONES[self.phase]

    @property
    def waits_for(self) -> str:
        return waits_for(self.agreement)

    @property
    def low_to_high(self) -> DirectionTerms:
        return self.version.direction(self.agreement.pair.low_id)

    @property
    def high_to_low(self) -> DirectionTerms:
        return self.version.direction(self.agreement.pair.high_id)


@dataclass(frozen=True)
class Told:
    """One line of an agreement's history."""

    sentence: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    is_now: bool = False


def history(agreement: Agreement) -> list[Told]:
    """Newest first, opened by whose signature it waits for."""
    steps = agreement.steps.select_related("actor").order_by("-at", "-pk")
    told = [
        Told(
            f"{step.acted_for} {WORKFLOW[step.verb].told}", step.at, step.actor.name if step.actor else "", step.reason
        )
        for step in steps
    ]
    missing = waits_for(agreement)
    return [Told(f"Waits for {missing} to sign", is_now=True), *told] if missing else told


def directions_of(agreement: Agreement, version: AgreementVersion) -> list[DirectionTerms]:
    """Both directions of a version, the proposer's first, with their parks loaded from the pair."""
    pair = agreement.pair
    parks = {pair.low_id: pair.low, pair.high_id: pair.high}
    found = list(version.directions.all())
    for terms in found:
        terms.home, terms.host = parks[terms.home_id], parks[terms.host_id]
    return sorted(found, key=lambda terms: terms.home_id != agreement.proposed_by_id)
