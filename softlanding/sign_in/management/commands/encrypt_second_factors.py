"""manage.py encrypt_second_factors: after a new key was put before the old one in MFA_ENCRYPTION_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from softlanding.sign_in.second_factors import encrypt_anew


class Command(BaseCommand):
    help = "Encrypts every second factor under the first key of MFA_ENCRYPTION_KEY; older keys may go afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{encrypt_anew()} secrets of second factors are encrypted under the first key.")
