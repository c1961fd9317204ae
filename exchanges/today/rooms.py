"""The rooms in which something waits for people; each says in its todos.py what, for whom, and in which words."""

from companies.company import todos as companies
from exchanges.agreements import todos as agreements
from exchanges.clearing import todos as clearing
from exchanges.exceptions import todos as exceptions
from exchanges.landings import todos as landings
from exchanges.ledger import todos as ledger
from exchanges.settlements import todos as settlements
from exchanges.statements import todos as statements
from parks.fact_sheets import todos as fact_sheets
from parks.park import todos as parks
from parks.programmes import todos as programmes
from softlanding.accounts.models import User
from softlanding.kernel.todos import Todos

ROOMS: tuple[Todos[User], ...] = (
    landings.TODOS, agreements.TODOS, settlements.TODOS, statements.TODOS, clearing.TODOS, exceptions.TODOS,
    ledger.TODOS, companies.TODOS, parks.TODOS, programmes.TODOS, fact_sheets.TODOS,
)  # fmt: skip
KINDS = {kind.name: kind for room in ROOMS for kind in room.kinds}
