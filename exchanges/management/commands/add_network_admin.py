"""manage.py add_network_admin EMAIL: the way to the first network admin, and to the next."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from softlanding.accounts.actions import Given
from softlanding.kernel.refusals import Refused
from softlanding.kernel.texts import Hidden, one_line
from softlanding.memberships.actions import add_network_admin

DONE = {
    Given.WITH_A_NEW_ACCOUNT: "{email} has an account and is a network admin. A mail says how to come in.",
    Given.TO_AN_ACCOUNT: "{email} had an account and is a network admin now. A mail says so.",
    Given.BEFORE_AND_UNUSED: "{email} is a network admin already and never came in. A mail goes out once a day.",
    Given.BEFORE: "{email} is a network admin already. Nothing was changed.",
}


class Command(BaseCommand):
    help = "Makes the person of an address a network admin and tells her by mail; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="her full name, for an address without an account")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
            given = add_network_admin(email, name=one_line(name)[:150], now=timezone.now())
        except ValidationError:
            raise CommandError(f"“{email}” is no e-mail address.") from None
        except Hidden as hidden:
            raise CommandError(str(hidden)) from None
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(DONE[given].format(email=email))
