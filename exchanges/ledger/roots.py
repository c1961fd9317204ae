"""What a daily root is made of, read from the books, and the same recomputed later: where the two differ, and in what.

A root covers what was recorded since the root before it and names that one's hash; so the newest covers everything.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import Max

from exchanges.ledger.models import BEGINNING, LedgerRoot, Pair, Posting, RootStamp
from softlanding.kernel import words

BLOCK = 5000  # ids whose values the database joins into one text
POSTINGS = Posting._meta.db_table
APART = (Posting, LedgerRoot, RootStamp)  # the chain proves postings; a root cannot contain itself


class Head(NamedTuple):
    """The newest posting of a pair at a moment: its parks' ids, its number and hash."""

    low: int
    high: int
    number: int
    hash: str


@dataclass(frozen=True)
class Records:
    """Rows of an append-only table with `after` < id <= `until`: how many, and a hash of each column's values."""

    table: str
    after: int
    until: int
    rows: int
    columns: dict[str, str]


def recorded_models() -> list[Any]:
    """Every model whose table the database keeps append-only, postings apart, by table name."""
    found = [model for model in apps.get_models() if _is_append_only(model) and model not in APART]
    return sorted(found, key=lambda model: model._meta.db_table)


def _is_append_only(model: Any) -> bool:
    triggers: list[pgtrigger.Trigger] = getattr(model._meta, "triggers", [])
    return any(str(trigger.name).endswith("_append_only") for trigger in triggers)


def watched_tables() -> list[str]:
    """Postings and every append-only table: what a root covers."""
    return [POSTINGS, *(model._meta.db_table for model in recorded_models())]


def newest_ids() -> dict[str, int]:
    """{table: its highest id} of postings and all append-only tables."""
    watched: list[Any] = [Posting, *recorded_models()]
    return {
        model._meta.db_table: model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0 for model in watched
    }


def compose(number: int, before: LedgerRoot | None, until: dict[str, int], at: datetime) -> str:
    """The canonical text of a root, JSON with sorted keys, over what was recorded since `before` up to these ids."""
    covered = _covered(json.loads(before.content)) if before else {}
    records = [
        records_of(model._meta.db_table, covered.get(model._meta.db_table, 0), until[model._meta.db_table],
                   [field.column for field in model._meta.concrete_fields])
        for model in recorded_models()
    ]  # fmt: skip
    parks, newest = _parks_of_pairs(), until[POSTINGS]
    heads = sorted(
        Head(*parks[pair], count, link) for pair, (count, link) in _heads(covered.get(POSTINGS, 0), newest).items()
    )
    return _canonical(number, before.hash if before else BEGINNING, at.isoformat(), newest, heads, records)


def _canonical(number: int, previous: str, at: str, postings: int, heads: list[Head], records: list[Records]) -> str:
    content = {
        "number": number, "previous": previous, "at": at, "postings": postings, "heads": heads,
        "records": [vars(one) for one in records],
    }  # fmt: skip
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def root_hash(content: str) -> str:
    """SHA-256 (hex) of a root's canonical text."""
    return hashlib.sha256(content.encode()).hexdigest()


def records_of(table: str, after: int, until: int, columns: list[str]) -> Records:
    """Hash each column of the rows between two ids, a block of ids at a time."""
    hashes, rows = dict.fromkeys(columns, ""), 0
    quoted = [connection.ops.quote_name(column) for column in columns]
    # The values as JSON: one line each, whatever is in them, and the same in every version of PostgreSQL.
    texts = ", ".join(
        f"encode(sha256(convert_to(string_agg(coalesce(to_jsonb({name})::text, 'null'), E'\\n' ORDER BY id),"
        " 'UTF8')), 'hex')"
        for name in quoted
    )
    with connection.cursor() as cursor:
        for start in range(after, until, BLOCK):
            cursor.execute(
                f"SELECT count(*), {texts} FROM {connection.ops.quote_name(table)} WHERE id > %s AND id <= %s",
                [start, min(start + BLOCK, until)],
            )
            count, *found = cursor.fetchone()
            rows += count
            for column, link in zip(columns, found, strict=True):
                hashes[column] = hashlib.sha256(f"{hashes[column]}{link}".encode()).hexdigest()
    return Records(table, after, until, rows, hashes if rows else {})


def lies() -> Iterator[str]:
    """What is no longer as a root has it, in sentences, oldest root first; nothing when all roots hold."""
    previous, reached = BEGINNING, 0
    parks = _parks_of_pairs()
    for expected, root in enumerate(LedgerRoot.objects.order_by("number").iterator(), start=1):
        content = json.loads(root.content)
        if lie := _chain_lie(root, content, expected, previous):
            yield lie
            return
        heads = {Head(*parks[pair], *head) for pair, head in _heads(reached, content["postings"]).items()}
        yield from _head_lies(root, {Head(*one) for one in content["heads"]}, heads)
        for kept in content["records"]:
            yield from _record_lies(root, Records(**kept))
        previous, reached = root.hash, content["postings"]


def _chain_lie(root: LedgerRoot, content: dict[str, Any], expected: int, previous: str) -> str | None:
    if root.number != expected or content["number"] != expected:
        return f"{_named(root)}: it should have number {expected}; a root before it was taken out."
    if content["previous"] != previous:
        return f"{_named(root)}: it does not follow the root before it: its link to that one was changed."
    if root_hash(root.content) != root.hash:
        return f"{_named(root)}: what it covers was changed after it was made; its hash does not fit that."
    return None


def _head_lies(root: LedgerRoot, kept: set[Head], found: set[Head]) -> Iterator[str]:
    now = {(head.low, head.high): head for head in found}
    for head in sorted(kept - found):
        pair = Pair.objects.select_related("low", "high").filter(low=head.low, high=head.high).first()
        name = str(pair) if pair else f"the parks {head.low} and {head.high}, whose pair is gone"
        other = now.get((head.low, head.high))
        books, day = f"The books of {name} were rewritten", words.day(root.day)
        if other is None or other.number < head.number:
            gone = "all that was recorded with it" if other is None else "the newest"
            yield f"{books}: on {day} they ended with posting {head.number}; {gone} is gone."
        else:
            yield f"{books}: posting {head.number} is another one than on {day}, though its chain fits."
    known = {(head.low, head.high) for head in kept}
    for head in sorted(found):
        if (head.low, head.high) not in known:
            yield (
                f"Posting {head.number} of the parks {head.low} and {head.high} was put in afterwards, "
                f"among what was posted until {words.day(root.day)}."
            )


def _record_lies(root: LedgerRoot, kept: Records) -> Iterator[str]:
    if not kept.columns and kept.after == kept.until:
        return
    known = {model._meta.db_table: model for model in recorded_models()}
    model = known.get(kept.table)
    columns = list(kept.columns) or ["id"]
    if model is None or not {field.column for field in model._meta.concrete_fields} >= set(columns):
        yield f"{_named(root)}: {kept.table} no longer has the columns it covers ({', '.join(columns)})."
        return
    found = records_of(kept.table, kept.after, kept.until, columns)
    where = f"Rows {kept.after + 1} to {kept.until} of {model._meta.verbose_name}"
    if found.rows != kept.rows:
        yield (
            f"{where}: {kept.rows} had been recorded until {words.day(root.day)}, "
            f"and {found.rows} {'is' if found.rows == 1 else 'are'} there."
        )
        return
    labels = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields}
    changed = [labels[column] for column in columns if found.columns and found.columns[column] != kept.columns[column]]
    if changed:
        yield f"{where}, recorded until {words.day(root.day)}: changed afterwards was {words.listed(changed)}."


def _named(root: LedgerRoot) -> str:
    return f"Root {root.number} ({words.day(root.day)})"


def _covered(content: dict[str, Any]) -> dict[str, int]:
    """{table: up to which id} a root covers, with those before it."""
    return {POSTINGS: content["postings"]} | {one["table"]: one["until"] for one in content["records"]}


def _heads(after: int, until: int) -> dict[int, tuple[int, str]]:
    """{pair: number and hash of its newest posting} of the pairs with postings between two ids."""
    rows = Posting.objects.filter(pk__gt=after, pk__lte=until).order_by("pair", "-number").distinct("pair")
    return {pair: (number, link) for pair, number, link in rows.values_list("pair_id", "number", "hash")}


def _parks_of_pairs() -> dict[int, tuple[int, int]]:
    return {pk: (low, high) for pk, low, high in Pair.objects.values_list("pk", "low_id", "high_id")}
