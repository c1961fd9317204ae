"""Networks of debts to clear: short hands, and random ones for Hypothesis."""

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import strategies as st

from exchanges.clearing.netting import Debt

PORTO, TURIN, MALAGA, RECIFE, SONGDO = 1, 2, 3, 4, 5


def owes(debtor: int, creditor: int, months: int, age_days: int = 0, **more: object) -> Debt:
    return Debt(debtor, creditor, months, age_days=age_days, **more)  # type: ignore[arg-type]


def net(debts: Sequence[Debt], months: Sequence[int]) -> dict[int, int]:
    """Of each park: what it is owed minus what it owes."""
    positions: dict[int, int] = defaultdict(int)
    for debt, amount in zip(debts, months, strict=True):
        positions[debt.creditor] += amount
        positions[debt.debtor] -= amount
    return dict(positions)


def networks(most: int = 25, parks: int = 7, months: int = 9) -> st.SearchStrategy[list[Debt]]:
    """Debts of a few parks, with caps, refusals, parallel and mutual debts, and ages of zero to three years."""
    park = st.integers(1, parks)
    debt = st.builds(
        Debt,
        debtor=park,
        creditor=park,
        months=st.integers(0, months),
        cap=st.none() | st.integers(0, months + 2),
        consents=st.sampled_from([True, True, True, False]),
        age_days=st.just(0) | st.integers(0, 1100),
    )
    return st.lists(debt.filter(lambda debt: debt.debtor != debt.creditor), max_size=most)
