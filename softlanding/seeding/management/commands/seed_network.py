"""manage.py seed_network --parks N --companies N --years N --seed N [--agreements-per-park N]: an invented network."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from parks.park.models import Park
from softlanding.kernel.words import plural
from softlanding.seeding.plan import AGREEMENTS_PER_PARK, Plan
from softlanding.seeding.progress import Progress
from softlanding.seeding.seed import seed
from softlanding.seeding.world import Network
from softlanding.seeding.write_people import admin_email, lead_email, manager_email


class Command(BaseCommand):
    help = "Invents a plausible network: parks, companies, agreements, landings and a ledger. Never for real use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parks", type=int, default=40)
        parser.add_argument("--companies", type=int, default=400, help="each lands about three times")
        parser.add_argument("--years", type=int, default=5, help="how long ago the first agreements began")
        parser.add_argument("--seed", type=int, default=1, help="the same number on the same day: the same network")
        parser.add_argument("--agreements-per-park", type=int, help=f"{AGREEMENTS_PER_PARK} unless parks are fewer")
        parser.add_argument("--add", action="store_true", help="add it to a database that already has parks")

    def handle(self, *args: Any, add: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "This is a real deployment: an invented network would mix with it and could not be taken out again. "
                "Seed a database of your own, with DEBUG or DEMO set."
            )
        if not add and (there := Park.objects.count()):
            raise CommandError(
                f"This database already has {plural(there, 'park')}. Name an empty one in DATABASE_URL, "
                "or let the invented network stand beside them with --add."
            )
        names = ("parks", "companies", "years", "seed", "agreements_per_park")
        try:
            plan = Plan.of(**{name: options[name] for name in names})
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.tell(seed(plan, now=timezone.now(), progress=Progress()))

    def tell(self, network: Network) -> None:
        hub = max(network.places, key=lambda place: len(place.links))
        firm = next(firm for firm in network.firms if firm.home is hub or firm is network.firms[-1])
        people = {
            "network admin": admin_email(network),
            f"manager of {hub.name}": manager_email(hub),
            f"speaks for {firm.name}": lead_email(firm),
        }
        postings = sum(len(link.entries) for link in network.links)
        self.stdout.write(
            f"{plural(len(network.places), 'park')}, {plural(network.plan.agreements, 'agreement')}, "
            f"{plural(len(network.firms), 'company', 'companies')}, {plural(len(network.stays), 'landing')}, "
            f"{plural(postings, 'posting')}. Sign in by a code that is mailed to, for example:"
        )
        for who, address in people.items():
            self.stdout.write(f"  {address:<34} {who}")
