"""Landings by state and their steps: all of the network's, or what a park sees of them.

A park sees its residents' once they applied, its guests' once they are nominated.
"""

from dataclasses import dataclass
from datetime import datetime

from softlanding.kernel.questions import Question

VISIBLE = """(%(park)s IS NULL OR (l.home_id = %(park)s AND l.submitted_at IS NOT NULL)
    OR (l.host_id = %(park)s AND l.nominated_at IS NOT NULL))"""


@dataclass(frozen=True)
class LandingsInState:
    """How many landings are in a state now."""

    state: str
    number: int


IN_STATES = f"SELECT l.state, count(*) AS number FROM exchanges_landing l WHERE {VISIBLE} GROUP BY l.state"


def in_states(park: int | None = None) -> Question[LandingsInState]:
    return Question(LandingsInState, IN_STATES, {"park": park})


@dataclass(frozen=True)
class Steps:
    """How many landings went from one state to another."""

    from_state: str
    to_state: str
    side: str  # the park's, "home" or "host"; empty without a park
    number: int


STEPS = f"""
SELECT s.from_state, s.to_state,
    CASE WHEN %(park)s IS NULL THEN '' WHEN l.host_id = %(park)s THEN 'host' ELSE 'home' END AS side, count(*) AS number
FROM exchanges_landingstep s JOIN exchanges_landing l ON l.id = s.landing_id
WHERE s.at >= %(since)s AND {VISIBLE} GROUP BY 1, 2, 3
"""


def steps(since: datetime, park: int | None = None) -> Question[Steps]:
    """From `since` on."""
    return Question(Steps, STEPS, {"since": since, "park": park})


@dataclass(frozen=True)
class LateDecisions:
    """How many decisions wait longer than agreed, of a park those it must take."""

    number: int


# By the clock of the park that must answer, as `landings.queries.overdue`.
LATE = """
SELECT count(*) AS number FROM exchanges_landing l
JOIN parks_park k ON k.id = CASE l.state WHEN 'submitted' THEN l.home_id WHEN 'nominated' THEN l.host_id END
WHERE l.due_on < (%(now)s AT TIME ZONE 'Etc/GMT-14')::date AND l.due_on < (%(now)s AT TIME ZONE k.time_zone)::date
    AND (%(park)s IS NULL OR k.id = %(park)s) AND l.state IN ('submitted', 'nominated')
"""


def late(now: datetime, park: int | None = None) -> Question[LateDecisions]:
    return Question(LateDecisions, LATE, {"now": now, "park": park})
