"""Exceptions of the demo: one that parks asked for and waits, one turned down, one granted for fewer months."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from exchanges.exceptions import actions
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from exchanges.policy.models import LimitException
from softlanding.demo.loading import World
from softlanding.demo.people import CASABLANCA, MALAGA, PORTO, TAGUSPARK
from softlanding.kernel.refusals import Refused


def play_exceptions(world: World) -> None:
    """Each scene that today's agreements allow; one the rules refuse leaves nothing behind."""
    for scene in (turned_down, granted_for_less, waits):
        play(scene, world)


def play(scene: Callable[[World], LimitException], world: World) -> None:
    try:
        with transaction.atomic():
            scene(world)
    except (Refused, Landing.DoesNotExist):
        pass


def ask(world: World, home: str, host: str, months: int, days_ago: int, reason: str) -> LimitException:
    return actions.ask(
        home=world.parks[home], host=world.parks[host], months=months, ends_on=world.today + timedelta(days=120),
        reason=reason, by=world.manager(home), now=world.ago(days_ago),
    )  # fmt: skip


def waits(world: World) -> LimitException:
    """Porto Digital waits for Nora's answer about Recife Robotics, which is nominated at Málaga."""
    landing = Landing.objects.select_related("home", "host").get(
        company=world.companies["Recife Robotics"], host=world.parks[MALAGA], state=State.NOMINATED
    )
    reason = (
        "Recife Robotics has a pilot customer in the harbour of Málaga for these four months; we host from summer on."
    )
    return actions.ask(
        home=landing.home, host=landing.host, landing=landing, ends_on=world.today + timedelta(days=100),
        reason=reason, by=world.manager(PORTO), now=world.ago(2),
    )  # fmt: skip


def turned_down(world: World) -> LimitException:
    asked = ask(world, PORTO, TAGUSPARK, 6, 26, "Our accelerator wants to send a whole class at once.")
    reason = "Two companies of Taguspark look for a place with you. Host them first, then ask again."
    return actions.turn_down(asked, reason=reason, by=world.users["nora"], now=world.ago(24))


def granted_for_less(world: World) -> LimitException:
    """Taguspark asked for more months than it got."""
    asked = ask(world, TAGUSPARK, CASABLANCA, 5, 18, "Two of our companies have customers in Casablanca now.")
    reason = "Two months let one company go; the next can follow when Casablanca has sent somebody."
    return actions.grant(
        home=asked.home, host=asked.host, months=2, ends_on=world.today + timedelta(days=90), reason=reason, asked=asked,
        by=world.users["nora"], now=world.ago(15),
    )  # fmt: skip
