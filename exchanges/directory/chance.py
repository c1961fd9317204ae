"""The chance of landing at a park in a period, with its reason in words (rule 26). Pure: figures come in.

The reason is read by entrepreneurs: it speaks of months, never of what two parks owe.
"""

from dataclasses import dataclass

from softlanding.kernel import words

FAIR, GOOD = 1, 2  # from so much room for each month asked for
ENOUGH = 5  # answers in 24 months from which a host's habit counts
LOWER = {"good": "fair", "fair": "slim", "slim": "slim"}  # none means that no stay fits, which no habit can say
# What alone leaves the least room, said of no month and of some; "" where two or more leave as little.
ROOM = {
    "quota": ("No month of the quota is left", "{months} of the quota {are} left"),
    "places": ("No place is free", "A place is free for {months}"),
    "limit": ("The exchange has no room", "The exchange has room for {months}"),
    "": ("No room", "Room for {months}"),
}


@dataclass(frozen=True, slots=True)
class Chance:
    """`level`: "good", "fair", "slim" or "none" (none now); `reason`: one sentence with the numbers."""

    level: str
    reason: str


def chance(
    *,
    quota: int,
    places: int,
    limit: int | None,
    asked: int,
    months: int,
    shortest: int,
    answered: int = 0,
    taken: int = 0,
) -> Chance:
    """The chance of a stay of `months`; all figures but the last two are months.

    `quota`, `places`, `limit`: what each leaves in the wished period (limit None: there is none); `asked`: of the
    applications for the direction that wait before mine; `shortest`: the shortest stay; `answered`: applications the
    host answered in 24 months and had room for, `taken`: those of them it took. ValueError for what cannot be.

    A host that took fewer than half of five or more lowers the level by one. Slim stays slim: none means that no
    stay fits now, and whoever had room and said no has not taken it away.
    """
    if min(quota, places, limit or 0, asked, answered, taken) < 0 or min(months, shortest) < 1 or taken > answered:
        raise ValueError(f"{quota=} {places=} {limit=} {asked=} {months=} {shortest=} {answered=} {taken=}")
    left = {"quota": quota, "places": places} | ({} if limit is None else {"limit": limit})
    room = min(left.values())
    said = _room_says(left)
    if room < shortest:
        return Chance("none", f"{said}; the shortest stay is {words.months(shortest)}.")
    wanted = asked + months
    level = "slim" if room < FAIR * wanted else "fair" if room < GOOD * wanted else "good"
    said = f"{said}; {_asked_says(asked, months)}"
    if answered < ENOUGH or 2 * taken >= answered:
        return Chance(level, f"{said}.")
    return Chance(LOWER[level], f"{said}; {_habit_says(answered, taken)}.")


# Clauses that stand alone, so that each can be translated whole.


def _room_says(left: dict[str, int]) -> str:
    """ "6 months of the quota are left": the room, and what binds it where one thing does."""
    room = min(left.values())
    least = [what for what, months in left.items() if months == room]
    nothing, some = ROOM[least[0] if len(least) == 1 else ""]
    return some.format(months=words.months(room), are="is" if room == 1 else "are") if room else nothing


def _asked_says(asked: int, months: int) -> str:
    """ "9 months are asked for, yours among them"."""
    if not asked:
        return f"you ask for {words.months(months)}, and nobody asks before you"
    return f"{words.months(asked + months)} are asked for, yours among them"


def _habit_says(answered: int, taken: int) -> str:
    """ "in 24 months the park took 2 of the 8 applications that it had room for"."""
    took = taken or "none"
    return f"in 24 months the park took {took} of the {answered} applications that it had room for"
