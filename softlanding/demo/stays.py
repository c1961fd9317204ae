"""The landings of the demo: each played by the people it needs, on the days it needs, as far as it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction

from companies.company.models import Residency
from exchanges.landings import actions
from exchanges.landings.models import Landing
from softlanding.demo.loading import World
from softlanding.kernel.refusals import Refused

PURPOSES = (
    "Two pilot customers and a partner for service in the region.",
    "Certification of the product, and first customers among hospitals.",
    "A distributor for the south, and a team of three on the spot.",
    "Talks with two investors, and a test site for the new model.",
)
NEEDS = "Two desks, a meeting room twice a week, a legal adviser, somebody to translate."
STATES = ("draft", "submitted", "nominated", "offered", "confirmed", "landed", "completed")


@dataclass(frozen=True)
class Played:
    """A stay at `host`: first day `starts` days from today, how long, how far it comes, and how it ends aside."""

    company: str
    host: str
    starts: int  # days from today, negative: ago
    months: int
    until: str = "completed"
    aside: str = ""  # declined, withdrawn, lapsed, cancelled, no_show, left_early
    applied: int | None = None  # days before today; by itself 70 days before the first day


PLAYED = (
    # Two years that have been, in full
    Played("Costa Bio", "P026", -620, 3), Played("Recife Robotics", "P161", -560, 4), Played("Sur Mobility", "P109", -540, 3),
    Played("Tejo Analytics", "P161", -500, 3), Played("Rif Pharma", "P161", -470, 3), Played("Spree Sensors", "P142", -450, 2),
    Played("Volga Speech", "P161", -400, 2), Played("Sur Mobility", "P136", -380, 2),
    Played("Mangue Data", "P136", -360, 2), Played("Azur Health", "P088", -350, 2), Played("Alborán Vision", "P142", -340, 3),
    Played("Norr Games", "P064", -310, 3), Played("Oeiras Quantum", "P109", -300, 2),
    Played("Gulf Energy Lab", "P142", -290, 3), Played("Costa Bio", "P136", -270, 2, aside="left_early"),
    Played("Trieste Marine", "P061", -260, 2), Played("Lumen Optics", "P136", -250, 2), Played("Han Display", "P142", -240, 3),
    Played("Gaúcha Agro", "P026", -230, 2), Played("Recife Robotics", "P136", -200, 2), Played("Sur Mobility", "P026", -190, 3),
    Played("Atlas Grid", "P136", -180, 2), Played("Tejo Analytics", "P026", -150, 2), Played("Azur Health", "P088", -160, 2),
    # Ended aside
    Played("Mangue Data", "P161", -120, 2, "nominated", "declined"), Played("Volga Speech", "P064", -100, 3, "offered", "lapsed"),
    Played("Norr Games", "P064", -420, 3, "submitted", "declined"), Played("Azur Health", "P088", -90, 2, "confirmed", "cancelled"),
    Played("Trieste Marine", "P136", -60, 2, "confirmed", "no_show"),
    Played("Oeiras Quantum", "P161", -80, 2, "nominated", "withdrawn"),
    # Under way today
    Played("Atlas Grid", "P161", -64, 4, "landed"), Played("Norr Games", "P064", -55, 2, "landed"),
    Played("Alborán Vision", "P136", -85, 3, "landed"), Played("Spree Sensors", "P142", -40, 3, "landed"),
    Played("Recife Robotics", "P161", -58, 2, "landed"), Played("Rif Pharma", "P161", 4, 2, "confirmed"),
    Played("Costa Bio", "P142", 45, 3, "confirmed"), Played("Gulf Energy Lab", "P142", 70, 2, "confirmed"),
    Played("Lumen Optics", "P161", 75, 3, "offered", applied=24), Played("Tejo Analytics", "P109", 50, 2, "offered", applied=22),
    Played("Tejo Analytics", "P161", 150, 2, "nominated", applied=14), Played("Mangue Data", "P161", 100, 2, "nominated", applied=7),
    Played("Volga Speech", "P161", 90, 2, "nominated", applied=21), Played("Sur Mobility", "P026", 85, 3, "nominated", applied=9),
    Played("Rif Pharma", "P136", 120, 2, "nominated", applied=5), Played("Azur Health", "P088", 95, 2, "nominated", applied=22),
    # Past the limit of the two parks: softlanding/demo/requests.py asks for an exception
    Played("Recife Robotics", "P161", 170, 4, "nominated", applied=8),
    Played("Gaúcha Agro", "P026", 80, 2, "submitted", applied=3), Played("Recife Robotics", "P136", 110, 2, "submitted", applied=4),
    Played("Alborán Vision", "P026", 140, 2, "submitted", applied=2), Played("Oeiras Quantum", "P161", 130, 2, "submitted", applied=5),
    Played("Atlas Grid", "P136", 160, 2, "draft", applied=1),
)  # fmt: skip


def play_all(world: World) -> None:
    """Play every stay in the order of its first step; one the rules refuse leaves nothing behind."""
    for number, played in enumerate(PLAYED):
        try:
            with transaction.atomic():
                play(world, played, number)
        except Refused:
            continue  # quotas fall on other months on another day of the year; the rest of the demo stands
    actions.daily(world.now)


def play(world: World, played: Played, number: int) -> Landing:
    """One stay, from its draft to where it stands."""
    start = world.today + timedelta(days=played.starts)
    applied = world.today - timedelta(days=played.applied if played.applied is not None else 70 - played.starts)
    company, lead = world.companies[played.company], world.lead(played.company)
    home = Residency.objects.verified().select_related("park").get(company=company).park
    wish = actions.Wish(start, played.months, 2 + number % 3, PURPOSES[number % len(PURPOSES)], NEEDS)
    landing = actions.draft(
        company=company, home=home, host=world.parks[played.host], wish=wish, by=lead, now=world.at(applied, 9)
    )
    for state in STATES[1 : STATES.index(played.until) + 1]:
        landing = step(world, landing, state, start, applied, played)
    return end_aside(world, landing, played, start, applied) if played.aside else landing


def step(world: World, landing: Landing, state: str, start: date, applied: date, played: Played) -> Landing:
    home, host = world.manager(landing.home.code), world.manager(landing.host.code)
    lead = world.lead(played.company)
    end = start + relativedelta(months=played.months) - timedelta(days=1)
    if state == "submitted":
        return actions.submit(landing, by=lead, now=world.at(applied, 15))
    if state == "nominated":
        message = f"{landing.company} has sold at home for years; we know them well."
        return actions.nominate(landing, by=home, message=message, now=world.at(applied + timedelta(days=2)))
    if state == "offered":
        offered = applied + timedelta(days=9)
        answer_by = min(start, max(offered + timedelta(days=14), world.today + timedelta(days=5)))
        answer_by = (
            answer_by if played.until == "offered" and not played.aside else min(start, offered + timedelta(days=14))
        )
        return actions.offer(
            landing, by=host, starts_on=start, length=played.months, answer_by=answer_by,
            message="Two desks by the window, and our landing desk on the ground floor.", now=world.at(offered),
        )  # fmt: skip
    if state == "confirmed":
        return actions.confirm(landing, by=lead, now=world.at(applied + timedelta(days=13)))
    if state == "landed":
        return actions.check_in(landing, by=host, arrived_on=start, now=world.at(start))
    left = start + timedelta(days=40) if played.aside == "left_early" else end
    reason = "Their investor asked them back." if played.aside == "left_early" else ""
    return actions.check_out(landing, by=host, left_on=left, justified=True, reason=reason, now=world.at(left, 16))


def end_aside(world: World, landing: Landing, played: Played, start: date, applied: date) -> Landing:
    home, host = world.manager(landing.home.code), world.manager(landing.host.code)
    lead, later = world.lead(played.company), world.at(applied + timedelta(days=20))
    by = home if played.until == "submitted" else host
    endings: dict[str, Callable[[], Landing]] = {
        "declined": lambda: actions.decline(landing, by=by, reason="Our desks are rebuilt until summer.", now=later),
        "withdrawn": lambda: actions.withdraw(landing, by=lead, reason="A customer at home comes first.", now=later),
        "lapsed": lambda: actions.lapse(landing, now=world.at(applied + timedelta(days=24))),
        "cancelled": lambda: actions.cancel(landing, by=lead, side="company", reason="Visas came too late.", now=later),
        "no_show": lambda: actions.no_show(
            landing, by=host, reason="Nobody came or called.", now=world.at(start + timedelta(days=8))
        ),
    }
    return endings.get(played.aside, lambda: landing)()
