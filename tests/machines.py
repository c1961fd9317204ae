"""How machines of random steps are run: few examples by default, many with HYPOTHESIS_PROFILE=long."""

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


class DatabaseMachine(RuleBasedStateMachine):
    """Each example leaves nothing behind; what PostgreSQL checks at a commit is checked at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        try:
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def run(machine: type[DatabaseMachine], steps: int, cost: int) -> None:
    """As many examples as the profile in force has for a property, divided by how many of those one of them costs."""
    examples = max(1, settings.default.max_examples // cost)
    found = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=found)
