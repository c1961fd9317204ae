"""The only writers of the ledger (design, rules 16 to 19): every posting locks its pair and lengthens its chain."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import IntegrityError, OperationalError, connection, transaction

from exchanges.ledger import roots
from exchanges.ledger.conditions import BooksBusy, day_is_open
from exchanges.ledger.models import Because, LedgerRoot, Pair, Posting, RootStamp, posting_hash
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused

BATCH = 2000  # rows a statement
REFERENCE_LENGTH = 80
TEXT_LENGTH = 300
UNIQUE_VIOLATION, LOCK_NOT_AVAILABLE = "23505", "55P03"  # PostgreSQL's codes


@dataclass(frozen=True)
class Entry:
    """A posting to be: on `day`, `debtor` came to owe `creditor` `months` months (whole, 1 or more).

    `reference` names the fact and is given once in all time: posting it again changes nothing. `text` is what people
    read and may differ on a retry (a company was renamed); everything else may not.
    """

    day: date
    debtor: Park
    creditor: Park
    months: int
    because: Because
    reference: str
    text: str = ""
    reverses: Posting | None = None

    @property
    def parks(self) -> tuple[int, int]:
        """The ids of both parks, the lower one first: the key of their pair."""
        return min(self.debtor.pk, self.creditor.pk), max(self.debtor.pk, self.creditor.pk)


def post(entry: Entry, *, now: datetime) -> Posting:
    """Write one posting and move the pair's balance; a known reference returns the posting it already has.

    Raises Refused when the reference is known with other facts, the entry moves nothing between two parks, or its day
    lies in a closed period.
    """
    _must_be_sound(entry)
    with transaction.atomic():
        pair = Pair.objects.locked(Pair.objects.between(entry.debtor, entry.creditor).pk)
        known = Posting.objects.filter(reference=entry.reference).first()
        if known:
            _must_be_same(known, entry)
            return known
        posting = _append(pair, entry, now)
        try:
            with transaction.atomic():
                posting.save(force_insert=True)
        except IntegrityError as error:
            if getattr(error.__cause__, "pgcode", None) != UNIQUE_VIOLATION:
                raise
            # The lock is the pair's: a posting of another pair took the reference since we looked.
            raise Refused(
                f"“{entry.reference}” was posted by someone else at the same moment. "
                "Look at the statement before trying again."
            ) from None
        pair.save(update_fields=["balance", "postings_count", "head"])
        return posting


def post_all(entries: Iterable[Entry], *, now: datetime) -> int:
    """Write many postings at once, all or none; within a pair in the order given. Returns how many were new.

    Raises Refused as `post` does; references that are known with the same facts are passed over.
    """
    wanted: dict[str, Entry] = {}
    for entry in entries:
        _must_be_sound(entry)
        first = wanted.setdefault(entry.reference, entry)
        if _facts(first) != _facts(entry):
            raise Refused(
                f"“{entry.reference}” is named twice: {_told(first)}, and {_told(entry)}. Give each its own reference."
            )
    if not wanted:
        return 0
    with transaction.atomic():
        pairs = locked_pairs({entry.parks for entry in wanted.values()})
        for reference, known in _known(list(wanted)).items():
            _must_be_same(known, wanted.pop(reference))
        by_pair: dict[tuple[int, int], list[Entry]] = defaultdict(list)
        for entry in wanted.values():
            by_pair[entry.parks].append(entry)
        postings = [_append(pairs[key], entry, now) for key, group in by_pair.items() for entry in group]
        Posting.objects.bulk_create(postings, batch_size=BATCH)
        changed = [pairs[key] for key in by_pair]
        Pair.objects.bulk_update(changed, ["balance", "postings_count", "head"], batch_size=500)
    return len(postings)


def reverse(posting: Posting, *, day: date, reason: str, reference: str, now: datetime) -> Posting:
    """Take a mistaken posting back by a new one that names it; the mistake itself stays readable.

    Raises Refused when it was reversed before under another reference, is a reversal itself, or no reason is given.
    """
    entry = _reversal(posting, day, reason, reference)
    with transaction.atomic():
        Pair.objects.locked(posting.pair_id)
        _not_reversed_otherwise([entry])
        return post(entry, now=now)


def reverse_all(postings: Iterable[Posting], *, day: date, reason: str, suffix: str, now: datetime) -> int:
    """Take many postings back at once, all or none, each under its own reference and `suffix`. As `reverse` refuses.

    Returns how many were not taken back before.
    """
    entries = [_reversal(posting, day, reason, f"{posting.reference}{suffix}") for posting in postings]
    with transaction.atomic():
        locked_pairs({entry.parks for entry in entries})
        _not_reversed_otherwise(entries)
        return post_all(entries, now=now)


def take_root(*, now: datetime) -> LedgerRoot | None:
    """The root of the day of `now` (UTC), over everything recorded so far; None when the day has one already.

    Raises BooksBusy where somebody writes at this moment; trying again a little later is all there is to do.
    """
    if LedgerRoot.objects.filter(day=now.date()).exists():
        return None
    with transaction.atomic():
        _hold_writers()
        until = roots.newest_ids()
    with transaction.atomic():
        _hold_roots()
        if LedgerRoot.objects.filter(day=now.date()).exists():
            return None  # another worker's, meanwhile
        before = LedgerRoot.objects.order_by("-number").first()
        number = before.number + 1 if before else 1
        content = roots.compose(number, before, until, now)
        return LedgerRoot.objects.create(
            number=number, day=now.date(), made_at=now, content=content, hash=roots.root_hash(content)
        )


def _hold_writers() -> None:
    """Hold, until the transaction ends, that nobody has taken an id without committing it: no row comes in behind.

    It never waits, so nobody's work can stand still or fail for it; a vacuum keeps it out too.
    """
    names = ", ".join(map(connection.ops.quote_name, roots.watched_tables()))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE NOWAIT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise BooksBusy from None


def _hold_roots() -> None:
    """One root at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(LedgerRoot._meta.db_table)
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def keep_stamp(root: LedgerRoot, *, server: str, token: bytes, stamped_at: datetime) -> RootStamp:
    """Keep what a time-stamp authority said of a root."""
    return RootStamp.objects.create(root=root, server=server, token=token, stamped_at=stamped_at)


def _reversal(posting: Posting, day: date, reason: str, reference: str) -> Entry:
    if not reason.strip():
        raise Refused("A reversal needs a reason: both parks read it in their statement.", field="reason")
    if posting.reverses_id:
        raise Refused("This posting takes back another one and cannot be taken back. Post an adjustment instead.")
    return Entry(
        day=day,
        debtor=posting.creditor,
        creditor=posting.debtor,
        months=posting.months,
        because=Because.ADJUSTMENT,
        reference=reference,
        text=reason.strip()[:TEXT_LENGTH],
        reverses=posting,
    )


def _not_reversed_otherwise(entries: list[Entry]) -> None:
    """Whether none was taken back under another reference; their pairs are locked."""
    wanted = {entry.reverses.pk: entry for entry in entries if entry.reverses}
    for before in Posting.objects.filter(reverses__in=wanted):
        entry = wanted[cast(int, before.reverses_id)]
        if entry.reverses and before.reference != entry.reference:
            raise Refused(
                f"{_told(entry.reverses)} was reversed before, on {words.day(before.day)} ({before.text}). "
                "Nothing is left to take back."
            )


def _must_be_sound(entry: Entry) -> None:
    if entry.debtor.pk == entry.creditor.pk:
        raise Refused(f"{entry.debtor} cannot owe months to itself. A posting needs two different parks.")
    if type(entry.months) is not int or entry.months < 1:
        raise Refused(f"A posting moves whole months, 1 or more; this one says {entry.months}.", field="months")
    if not 0 < len(entry.reference) <= REFERENCE_LENGTH:
        raise ValueError(f"A reference has 1 to {REFERENCE_LENGTH} characters, not {len(entry.reference)}.")
    if len(entry.text) > TEXT_LENGTH:
        raise ValueError(f"A posting's text has at most {TEXT_LENGTH} characters, not {len(entry.text)}.")


def _facts(entry: Entry) -> tuple[object, ...]:
    return (
        entry.day, entry.debtor.pk, entry.creditor.pk, entry.months, str(entry.because),
        entry.reverses.pk if entry.reverses else None,
    )  # fmt: skip


def _must_be_same(known: Posting, entry: Entry) -> None:
    stands = (known.day, known.debtor_id, known.creditor_id, known.months, known.because, known.reverses_id)
    if stands != _facts(entry):
        raise Refused(
            f"“{entry.reference}” is in the books already: {_told(known)}. It cannot also mean: {_told(entry)}. "
            "Postings never change; reverse the first one if it is wrong."
        )


def _told(what: Entry | Posting) -> str:
    owed = f"{what.debtor} owes {what.creditor} {words.months(what.months)}"
    return f"{owed} since {words.day(what.day)} ({Because(what.because).label})"


def _append(pair: Pair, entry: Entry, now: datetime) -> Posting:
    """The next link of the pair's chain, unsaved; moves the (locked) pair's balance, count and head along."""
    day_is_open(pair, entry.day)
    number = pair.postings_count + 1
    reverses_id = entry.reverses.pk if entry.reverses else None
    link = posting_hash(
        pair.head, number, entry.day, entry.debtor.pk, entry.creditor.pk, entry.months,
        str(entry.because), entry.reference, entry.text, reverses_id,
    )  # fmt: skip
    posting = Posting(
        pair=pair, number=number, day=entry.day, debtor=entry.debtor, creditor=entry.creditor, months=entry.months,
        because=entry.because, reference=entry.reference, text=entry.text, reverses_id=reverses_id, recorded_at=now,
        previous_hash=pair.head, hash=link,
    )  # fmt: skip
    pair.balance += entry.months if entry.creditor.pk == pair.low_id else -entry.months
    pair.postings_count, pair.head = number, link
    return posting


def locked_pairs(keys: set[tuple[int, int]]) -> dict[tuple[int, int], Pair]:
    """The pairs of these parks, made where missing, locked in order of id, so that no two jobs wait in a ring."""
    lows = {low for low, _ in keys}
    known = set(Pair.objects.filter(low__in=lows).values_list("low_id", "high_id"))
    missing = [Pair(low_id=low, high_id=high) for low, high in sorted(keys - known)]
    Pair.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
    ids = [
        pk
        for pk, low, high in Pair.objects.filter(low__in=lows).values_list("pk", "low_id", "high_id")
        if (low, high) in keys
    ]
    locked = Pair.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {(pair.low_id, pair.high_id): pair for pair in locked}


def _known(references: list[str]) -> dict[str, Posting]:
    found: dict[str, Posting] = {}
    for start in range(0, len(references), BATCH):
        rows = Posting.objects.filter(reference__in=references[start : start + BATCH]).select_related(
            "debtor", "creditor"
        )
        found.update((row.reference, row) for row in rows)
    return found
