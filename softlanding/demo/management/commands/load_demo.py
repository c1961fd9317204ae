"""manage.py load_demo [--if-empty] [--who]: the demo network, and who one can sign in as."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from softlanding.demo.loading import is_loaded, load
from softlanding.demo.people import PEOPLE


class Command(BaseCommand):
    help = "Loads the demo network into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when somebody lives here already")
        parser.add_argument("--who", action="store_true", help="say who one can sign in as, and do nothing else")

    def handle(self, *args: Any, if_empty: bool, who: bool, **options: Any) -> None:
        if who:
            self.stdout.write("On the sign-in page, one button each signs you in as")
            for person in PEOPLE:
                self.stdout.write(f"  {person.name:<12} {person.role}")
            return
        if is_loaded():
            if if_empty:
                return
            raise CommandError("This database has people already. The demo loads into an empty one only.")
        load(timezone.now())
        self.stdout.write("The demo network is loaded.")
