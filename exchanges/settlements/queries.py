"""The readers of settlements: what waits for whom, which verbs one can press, what can be taken back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, QuerySet

from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.models import Settlement
from exchanges.settlements.states import WORKFLOW
from parks.models import Membership, Park
from parks.states import Role
from softlanding.accounts.models import User
from softlanding.kernel.composed import composed
from softlanding.kernel.workflow import Verb

MOST_TO_TAKE_BACK = 50  # the newest postings a form offers
MOST_OPEN = 20  # proposals that a pair's page lists


def whole(settlements: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """With what a row or a page reads, in one query."""
    return settlements.select_related(
        "pair__low", "pair__high", "debtor", "creditor", "proposed_by", "reverses", "posting"
    )


def managed_by(user: User) -> list[int]:
    """Ids of the parks this person may bind."""
    return [park for park, role in Membership.objects.roles_of(user).items() if role == Role.MANAGER]


def waiting_for(user: User) -> QuerySet[Settlement]:
    """What a person has to sign or refuse, the longest waiting first."""
    return Settlement.objects.lacks(managed_by(user)).order_by("created_at", "pk")


def waited_for(user: User) -> QuerySet[Settlement]:
    """Proposals of her parks, or of the network she speaks for, that wait for another side."""
    mine = list(Membership.objects.roles_of(user))
    made = Settlement.objects.proposed().filter(proposed_by__in=mine)
    if user.is_network_admin:
        made |= Settlement.objects.proposed().filter(proposed_by__isnull=True)
    return made.exclude(pk__in=waiting_for(user).values("pk"))


def open_since(day: date) -> QuerySet[Settlement]:
    """Proposals of parks that have waited since a day or longer: a network admin may stand in."""
    return Settlement.objects.proposed().filter(proposed_by__isnull=False, created_at__date__lte=day)


def open_of(pair: Pair) -> list[Settlement]:
    """What is proposed between two parks (`pair` with both), the newest first."""
    parks: dict[int | None, Park] = {pair.low_id: pair.low, pair.high_id: pair.high}
    found = _open_of(pair.pk)
    for one in found:
        one.pair, one.proposed_by = pair, parks.get(one.proposed_by_id)
        one.debtor, one.creditor = parks[one.debtor_id], parks[one.creditor_id]
    return found


@composed
def _open_of(pair_id: int) -> QuerySet[Settlement]:
    proposed = Settlement.objects.proposed().filter(pair=pair_id)
    return proposed.select_related("reverses").order_by("-created_at", "-pk")[:MOST_OPEN]


def verbs_for(settlement: Settlement, user: User) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, in the workflow's order."""
    return [
        (name, verb)
        for name, verb in WORKFLOW.items()
        if settlement.state in verb.frm and user.has_perm(f"exchanges.{name}_settlement", settlement)
    ]


def to_take_back(pair: Pair) -> QuerySet[Posting]:
    """Postings of a pair that stand and that two parks can take back, the newest first; slice it before reading."""
    return (
        Posting.objects.not_reversed()
        .filter(pair=pair, reverses__isnull=True)
        .exclude(because=Because.CLEARING)
        .select_related("debtor", "creditor")
        .order_by("-day", "-number")
    )


def standing_openings(pair: Pair) -> QuerySet[Posting]:
    """Opening balances of a pair that were not taken back."""
    return (
        Posting.objects.not_reversed()
        .filter(pair=pair, because=Because.OPENING)
        .select_related("debtor", "creditor")
        .order_by("number")
    )


def books_begin(pair: Pair) -> date | None:
    """The day of the pair's first posting that is no opening balance."""
    others = Posting.objects.filter(pair=pair).exclude(because=Because.OPENING).exclude(
        reverses__because=Because.OPENING
    )  # fmt: skip
    found: date | None = others.aggregate(first=Min("day"))["first"]
    return found


@dataclass(frozen=True)
class Told:
    """One line of a settlement's history."""

    sentence: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    is_now: bool = False


def history(settlement: Settlement) -> list[Told]:
    """Newest first, opened by whose consent is missing."""
    steps = settlement.steps.select_related("actor").order_by("-at", "-pk")
    told = [
        Told(
            f"{step.acted_for} {WORKFLOW[step.verb].told}", step.at, step.actor.name if step.actor else "", step.reason
        )
        for step in steps
    ]
    if settlement.waits_for:
        return [Told(f"Waits for {settlement.waits_for} to sign", is_now=True), *told]
    return told


def missing_for(settlement: Settlement, user: User) -> list[Park]:
    """The parks whose signature is missing and that this person may bind."""
    mine = managed_by(user)
    return [park for park in settlement.missing if park.pk in mine]
