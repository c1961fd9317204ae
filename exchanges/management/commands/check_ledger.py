"""manage.py check_ledger: are the books whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.ledger.checking import check


class Command(BaseCommand):
    help = "Recomputes every chain and balance of the ledger; names the first row that lies and ends with code 1."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = check()
        if verdict.lie:
            raise CommandError(verdict.lie, returncode=1)
        self.stdout.write(str(verdict))
