"""manage.py check_ledger: are the books whole, and are they those a root was given out for?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.ledger.queries import root_by_hash
from exchanges.proof import prove
from softlanding.kernel import words


class Command(BaseCommand):
    help = (
        "Recomputes every chain, balance and daily root, and compares agreements, settlements, clearings, closed "
        "statements and used months with the books; names what lies and ends with code 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--root",
            metavar="HASH",
            help="a root as it stands in a report or the log: proves that nothing older changed",
        )

    def handle(self, *args: Any, root: str | None = None, **options: Any) -> None:
        proof = prove()
        if not proof.is_whole:
            raise CommandError(str(proof), returncode=1)
        self.stdout.write(str(proof))
        if root is not None:
            self.stdout.write(self._root(root.strip().lower()))

    def _root(self, root: str) -> str:
        found = root_by_hash(root)
        if found is None:
            raise CommandError(
                f"These books never had the root {root}. Either it is mistyped, or what was recorded up to its day was "
                "rewritten since, with all later roots. Compare it with the log of that day.",
                returncode=1,
            )
        return f"{root} is root {found.number}, of {words.day(found.day)}: nothing recorded up to then has changed."
