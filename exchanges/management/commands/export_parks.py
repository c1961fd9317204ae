"""manage.py export_parks FOLDER: parks and their programmes as a bundle that import_network reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.bundles.queries import write_parks, write_programmes
from exchanges.bundles.rows import PARKS, PROGRAMMES
from softlanding.kernel.words import plural


class Command(BaseCommand):
    help = "Writes parks.csv and programmes.csv of the admitted parks into a folder; import_network reads them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder to write into; it is made where there is none")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            counts = []
            for name, write in ((PARKS, write_parks), (PROGRAMMES, write_programmes)):
                with (folder / name).open("w", encoding="utf-8", newline="") as file:
                    counts.append(write(file))
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}. Name another folder.") from None
        parks, services = counts
        self.stderr.write(f"{plural(parks, 'park')} and {plural(services, 'service')} written to {folder}.")
