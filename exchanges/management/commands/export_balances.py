"""manage.py export_balances [--output FILE]: every balance as CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.bundles.queries import write_balances
from softlanding.kernel.words import plural


class Command(BaseCommand):
    help = "Writes park_code, partner_code and months hosted minus sent after settlements; each pair twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="file to write; without it, to the screen")

    def handle(self, *args: Any, output: Path | None, **options: Any) -> None:
        if output is None:
            write_balances(self.stdout)  # type: ignore[arg-type]
            return
        try:
            with output.open("w", encoding="utf-8", newline="") as file:
                count = write_balances(file)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Name another file.") from None
        self.stderr.write(f"{plural(count, 'balance')} written to {output}.")
