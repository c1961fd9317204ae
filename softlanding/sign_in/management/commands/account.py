"""manage.py account EMAIL: what the people who run the portal do for a person, since the admin site only reads."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from softlanding.accounts import actions as accounts
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.sign_in import actions


def deactivate(user: User) -> str:
    actions.end_sessions(accounts.deactivate(user))
    return "is deactivated and signed out everywhere. What was done in that name stays as it is."


def reactivate(user: User) -> str:
    accounts.reactivate(user)
    return "is active again."


def forget_second_factor(user: User) -> str:
    actions.forget_second_factor(user, now=timezone.now())
    return "has no second factor any more and is signed out everywhere. A mail says so."


def end_network_role(user: User) -> str:
    accounts.take_network_role(user)
    return "is no network admin any more."


VERBS: dict[str, tuple[Callable[[User], str], str]] = {
    "deactivate": (deactivate, "lets the person in no more"),
    "reactivate": (reactivate, "lets the person in again"),
    "forget_second_factor": (forget_second_factor, "for who lost it; make sure first that it is she who asks"),
    "end_network_role": (end_network_role, "takes the role of a network admin away"),
}


class Command(BaseCommand):
    help = "Deactivates or reactivates a person's account, forgets a lost second factor, ends the network role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        verbs = parser.add_mutually_exclusive_group(required=True)
        for name, (_, what) in VERBS.items():
            option = f"--{name.replace('_', '-')}"
            verbs.add_argument(option, dest="verb", action="store_const", const=name, help=what)

    def handle(self, *args: Any, email: str, verb: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(f"Nobody has the address “{email}”. It is the one the person signs in with.")
        try:
            self.stdout.write(f"{user.email} {VERBS[verb][0](user)}")
        except Refused as refused:
            raise CommandError(refused.sentence) from None
