"""The only writers of what limits count: each act in the transaction that does it, each refusal after it."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Model
from django.utils.crypto import salted_hmac

from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.limits.conditions import Reached, free, told
from softlanding.limits.models import KEY, CountedAct, LimitReached
from softlanding.limits.rates import LIMITS, LONGEST

KEEP_REACHED = timedelta(days=90)


class Limited(Refused):
    """It was done as often as it may be. Whoever shows the sentence also has it recorded."""

    def __init__(self, sentence: str, reached: Reached) -> None:
        super().__init__(sentence)
        self.reached = reached

    def record(self) -> None:
        note(self)


@transaction.atomic
def count(kind: str, *, now: datetime, by: User | None = None, owner: Model | None = None, **others: str) -> list[int]:
    """Count one act of a kind for the person, the owner, and what else `others` names ("address", "client", ...).

    Raises Limited when any of the kind's limits is reached. What is rolled back was not done and does not count.
    Returns what `uncount` takes.
    """
    named = {name: value for name, value in others.items() if value}
    if by is not None:
        named["person"] = str(by.pk)
    if owner is not None:
        named["owner"] = f"{owner._meta.label} {owner.pk}"
    limits = [limit for limit in LIMITS[kind] if limit.by in named]
    keys = {limit.by: _key(kind, limit.by, named[limit.by]) for limit in limits}
    _hold(list(keys.values()))
    newest = {by: _newest(key, max(limit.most for limit in limits), now) for by, key in keys.items()}
    full = [(until, limit) for limit in limits if (until := free(limit, newest[limit.by], now))]
    if full:
        until, limit = max(full, key=lambda row: row[0])
        who = str(owner) if limit.by == "owner" else str(by or named.get("client", "somebody"))
        reached = Reached(kind, limit, keys[limit.by], who, by, now, until)
        raise Limited(told(limit, reached.wait, {**named, "owner": str(owner or "")}), reached)
    made = CountedAct.objects.bulk_create([CountedAct(key=key, at=now) for key in keys.values()])
    return [act.pk for act in made]


def uncount(acts: list[int]) -> None:
    """Take back what turned out not to count."""
    CountedAct.objects.filter(pk__in=acts).delete()


def forget(kind: str, **named: str) -> None:
    """Let what was counted so far for these count no longer."""
    CountedAct.objects.filter(key__in=[_key(kind, by, value) for by, value in named.items()]).delete()


def note(limited: Limited) -> None:
    """Write down who ran into a limit, once a day and limit, with how often."""
    it = limited.reached
    day = it.now.date()
    again = LimitReached.objects.filter(key=it.key, day=day)
    if not again.update(times=F("times") + 1, last_at=it.now, sentence=limited.sentence):
        row = LimitReached(
            key=it.key, day=day, kind=it.kind, by=it.limit.by, who=it.who[:200], person=it.person,
            sentence=limited.sentence, first_at=it.now, last_at=it.now,
        )  # fmt: skip
        LimitReached.objects.bulk_create([row], ignore_conflicts=True)


def forget_old(now: datetime) -> int:
    """Acts no limit looks back to, and refusals of three months ago; how many rows went."""
    acts, _ = CountedAct.objects.filter(at__lt=now - LONGEST).delete()
    reached, _ = LimitReached.objects.filter(last_at__lt=now - KEEP_REACHED).delete()
    return acts + reached


def _key(kind: str, by: str, value: str) -> str:
    return salted_hmac("limits", f"{kind}\n{by}\n{value.lower()}", algorithm="sha256").hexdigest()[:KEY]


def _hold(keys: list[str]) -> None:
    """One at a time for the same key, until the transaction ends: two at once cannot both be the last."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _newest(key: str, most: int, now: datetime) -> list[datetime]:
    acts = CountedAct.objects.filter(key=key, at__lte=now, at__gt=now - LONGEST)
    return list(acts.order_by("-at").values_list("at", flat=True)[:most])
