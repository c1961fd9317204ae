"""Which verb tells whom about a statement: the partner; that the books are closed, both parks."""

from exchanges.statements.models import StatementStep
from exchanges.statements.queries import Dossier
from exchanges.statements.states import State
from parks.park.models import Membership, Park
from softlanding.kernel import words
from softlanding.notices.actions import tell


def says(park: Park, case: Dossier, months: int) -> str:
    """ "Málaga owes Porto 3 months", from a park's side."""
    partner = case.pair.partner_of(park)
    if months == 0:
        return f"{park} and {partner} are even"
    return (
        f"{park} owes {partner} {words.months(-months)}"
        if months < 0
        else f"{partner} owes {park} {words.months(months)}"
    )


def tell_parks(case: Dossier, step: StatementStep) -> None:
    """Once for each step: the people of the other park; those of both when it closed the books."""
    is_closed = case.statement.state == State.CLOSED
    for park in case.parks:
        if park.pk == step.park_id and not is_closed:
            continue
        people = [person for person in Membership.objects.people_of(park) if person.pk != step.actor_id]
        sign, mail = case.content.sign(park), "closed" if is_closed else step.verb
        context = {
            "statement": case.statement, "period": case.period, "park": park, "partner": case.pair.partner_of(park),
            "by": step.actor, "doer": step.park, "reason": step.reason,
            "closing_says": says(park, case, sign * case.content.closing), "content": case.content,
            "waits": park in case.missing,
        }  # fmt: skip
        tell(
            people, key=f"statement-step-{step.pk}", mail=f"statements/{mail}", context=context,
            url=case.statement.url_for(park), now=step.at,
        )  # fmt: skip
