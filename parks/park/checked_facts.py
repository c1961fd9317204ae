"""How long what a park says of itself counts as checked (design, rule 23): its programme and its fact sheet. Pure."""

from datetime import date

from softlanding.kernel.calendar import month_begins

FRESH_MONTHS = 12  # after which facts that nobody checked are marked, and whoever runs the park is asked


def fresh_since(today: date) -> date:
    """The first day whose facts are not old today."""
    return month_begins(today, -FRESH_MONTHS)


def is_old(checked_on: date | None, today: date) -> bool:
    """Whether facts checked on that day may be out of date; None: nobody has checked them."""
    return checked_on is None or checked_on < fresh_since(today)
