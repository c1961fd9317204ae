"""Whether closed statements still say what both parks confirmed: each beside the books of its period today."""

from collections.abc import Iterator

from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.queries import content_of
from exchanges.statements.states import State


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
    closed = BalanceStatement.objects.filter(state=State.CLOSED).select_related("pair__low", "pair__high")
    for statement in closed.order_by("pk").iterator():
        content = content_of(statement.pair, statement.period)
        if content.hash != statement.content_hash:
            yield (
                f"Balance statement of {statement}: its books were changed after both parks confirmed them; "
                f"they closed with {statement.closing} from the side of {statement.pair.low} and {statement.postings} "
                f"postings, and now give {content.closing} and {len(content.lines)}."
            )
        yield from _unconfirmed(statement)


def _unconfirmed(statement: BalanceStatement) -> Iterator[str]:
    said = StatementStep.objects.filter(statement=statement, verb="confirm", content_hash=statement.content_hash)
    confirmed = set(said.values_list("park_id", flat=True))
    for park in (statement.pair.low, statement.pair.high):
        if park.pk not in confirmed:
            yield f"Balance statement of {statement}: it is closed, and {park} never confirmed what it says."
