"""The terms of an agreement as plain values: what a form or a bundle hands to the action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Direction:
    """What residents of one park get at the other. `months_per_year` 0: this direction is closed."""

    months_per_year: int
    places: int = 1
    min_months: int = 1
    max_months: int = 6
    services: str = ""


@dataclass(frozen=True)
class Terms:
    """Terms of a pair. `directions` and `clearing` are keyed by the id of the home park."""

    valid_from: date
    valid_until: date  # the last day
    directions: Mapping[int, Direction]
    alert_at: int | None = None
    limit_at: int | None = None
    floor_months: int = 0
    carry_over: bool = False
    notice_months: int = 6
    decision_days: int = 14
    offer_days: int = 14
    clearing: Mapping[int, bool] = field(default_factory=dict)  # missing: allowed
    # The first day an amendment rules. None: the first day of the agreement, or of an amendment the day both signed.
    rules_from: date | None = None


@dataclass(frozen=True)
class Promised:
    """What a direction has promised already: months of its own quota by exchange year (those carried over from the
    year before come first and are not counted), and the most companies at once on a day from which on is asked, as far
    as the signed terms have places for them. `agreed`: the months the signed versions grant in these years. `begins`:
    the days on which months promised under the agreement are still to begin, and `last_day` the last one of such a
    stay."""

    months: Mapping[int, int] = field(default_factory=dict)
    agreed: Mapping[int, int] = field(default_factory=dict)
    places: int = 0
    begins: Sequence[date] = ()
    last_day: date | None = None
