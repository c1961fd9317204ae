"""manage.py import_network FOLDER [--dry-run]: reads a network bundle, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exchanges.bundles.actions import NotImported, Report, import_bundle
from exchanges.bundles.rows import read_bundle
from softlanding.kernel.words import plural

SHOWN = 20  # overused directions named one by one


class Command(BaseCommand):
    help = (
        "Imports parks.csv, programmes.csv, agreements.csv and history.csv of a folder; "
        "importing them again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with the CSV files")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")

    def handle(self, *args: Any, folder: Path, dry_run: bool, **options: Any) -> None:
        self.stdout.write(f"Reading {folder}")
        try:
            bundle = read_bundle(folder)
        except OSError:
            raise CommandError(f"{folder} is no folder that can be read. Name the folder with the CSV files.") from None
        for name in bundle.missing:
            self.stdout.write(f"  no {name}")
        try:
            report = import_bundle(bundle, now=timezone.now(), dry_run=dry_run, progress=self.progress)
        except NotImported as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            count = plural(len(refused.problems), "problem")
            raise CommandError(f"{count}; nothing was imported. Mend the files and import again.") from None
        self.tell(report)
        if dry_run:
            self.stdout.write("This was a dry run: nothing was kept.")

    def progress(self, what: str) -> None:
        self.stdout.write(f"  {what}")
        self.stdout.flush()

    def tell(self, report: Report) -> None:
        lines = [
            f"Parks: {report.parks_new:,} new, {report.parks_known:,} known already and left as they are.",
            f"Services of programmes: {report.services_new:,} new, {report.services_known:,} known already.",
            f"Agreements: {report.agreements_new:,} new, {report.agreements_known:,} known already.",
            f"Months of stays: {report.months_new:,} posted, {report.months_known:,} known already, "
            f"{report.months_to_come:,} not begun.",
        ]
        self.stdout.write("\n".join(lines))
        if report.overused:
            directions = len({(overuse.home, overuse.host) for overuse in report.overused})
            self.stdout.write(f"{plural(directions, 'direction')} used more than agreed, imported as it happened:")
            for overuse in report.overused[:SHOWN]:
                self.stdout.write(f"  {overuse}")
            if len(report.overused) > SHOWN:
                self.stdout.write(f"  and {len(report.overused) - SHOWN:,} more")
