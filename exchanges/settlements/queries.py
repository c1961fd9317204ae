"""The readers of settlements: what waits for whom, which verbs one can press, what can be taken back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, prefetch_related_objects

from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.models import Settlement, SettlementSignature
from exchanges.settlements.states import WORKFLOW
from parks.park.models import Park
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.composed import composed
from softlanding.kernel.history import HistoryLine
from softlanding.kernel.workflow import Verb

MOST_TO_TAKE_BACK = 50  # the newest postings a form offers
MOST_OPEN = 20  # proposals that a pair's page lists


SIGNED = ("signatures__park", "signatures__instead_of")


def whole(settlements: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """With what a row or a page reads, in three queries."""
    return rows(settlements).prefetch_related(*SIGNED)


def rows(settlements: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """Without their signatures: a page of several lists reads those of all at once, with `with_signatures`."""
    return settlements.select_related(
        "pair__low", "pair__high", "debtor", "creditor", "proposed_by", "reverses", "posting"
    )


def with_signatures(*lists: Iterable[Settlement]) -> None:
    """Read the signatures of all these `rows`, in two queries."""
    prefetch_related_objects([one for found in lists for one in found], *SIGNED)


def waiting_for(user: User) -> QuerySet[Settlement]:
    """What a person has to sign or refuse, the longest waiting first."""
    return Settlement.objects.lacks(parks_signed_for(user)).order_by("created_at", "pk")


def waited_for(user: User) -> QuerySet[Settlement]:
    """What her parks signed, or the network she speaks for proposed, and that waits for another side."""
    ours = SettlementSignature.objects.filter(settlement=OuterRef("pk"), park__in=parks_seen_by(user))
    made = Q(Exists(ours))
    if is_network_admin(user):
        made |= Q(proposed_by__isnull=True)
    return Settlement.objects.proposed().filter(made).exclude(pk__in=waiting_for(user).values("pk"))


def to_stand_in(user: User, now: datetime) -> QuerySet[Settlement]:
    """What a network admin may sign in place of a park that let its days go by; not what she proposed herself."""
    return Settlement.objects.silent(now).exclude(proposer=user.pk)


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
    return proposed.select_related("reverses").prefetch_related("signatures").order_by("-created_at", "-pk")[:MOST_OPEN]


def verbs_for(settlement: Settlement, user: User, now: datetime) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, in the workflow's order."""
    missing, is_silent = missing_for(settlement, user), settlement.is_silent(now)
    is_asked = {
        "sign": bool(missing), "refuse": bool(missing),
        "stand_in": is_silent and settlement.loser not in settlement.missing,
    }  # fmt: skip
    return [
        (name, verb)
        for name, verb in WORKFLOW.items()
        if settlement.state in verb.frm
        and is_asked.get(name, True)
        and user.has_perm(f"exchanges.{name}_settlement", settlement)
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


def history(settlement: Settlement) -> list[HistoryLine]:
    """Newest first, opened by whose consent is missing."""
    steps = settlement.steps.select_related("actor").order_by("-at", "-pk")
    told = [HistoryLine.of(step, f"{step.acted_for} {WORKFLOW[step.verb].told}") for step in steps]
    if settlement.waits_for:
        return [HistoryLine.waits(f"Waits for {settlement.waits_for} to sign"), *told]
    return told


def missing_for(settlement: Settlement, user: User) -> list[Park]:
    """The parks whose signature is missing and that this person may bind."""
    mine = parks_signed_for(user)
    return [park for park in settlement.missing if park.pk in mine]
