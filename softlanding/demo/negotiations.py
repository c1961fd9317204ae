"""Agreements of the demo that were countered, amended, suspended or ended by notice."""

from dataclasses import replace
from datetime import datetime, timedelta

from exchanges.agreements import actions, queries
from exchanges.agreements.models import Agreement
from exchanges.agreements.ruling import next_year_from
from exchanges.agreements.terms import Terms
from parks.park.models import Park
from softlanding.accounts.models import User


def counter(made: Agreement, park: Park, by: User, now: datetime) -> Agreement:
    """The partner wants a higher limit and longer stays here, and says why."""
    terms = queries.terms_of(made.newest)
    longer = {
        home: replace(direction, max_months=direction.max_months + 2) for home, direction in terms.directions.items()
    }
    changed: Terms = replace(terms, directions=longer, limit_at=(terms.limit_at or 8) + 2)
    read = made.newest.content_hash
    made = actions.counter(made, by=by, park=park, terms=changed, content_hash=read, now=now)
    reason = "Six months let our companies finish a pilot. The higher limit covers that."
    return actions.comment(made, by=by, park=park, reason=reason, now=now + timedelta(hours=1))


def amend(made: Agreement, park: Park, by: User, now: datetime) -> Agreement:
    """Two months a year more in each direction from the next exchange year on; the other party has not signed yet."""
    assert made.ruling
    terms = queries.terms_of(made.ruling)
    more = {
        home: replace(direction, months_per_year=direction.months_per_year + 2)
        for home, direction in terms.directions.items()
    }
    made = actions.amend(
        made,
        by=by,
        park=park,
        terms=replace(terms, directions=more, rules_from=next_year_from(now.date(), made)),
        now=now,
    )
    content = made.newest.content_hash
    return actions.sign(made, by=by, park=park, content_hash=content, now=now + timedelta(hours=1))


def suspend(made: Agreement, park: Park, by: User, now: datetime) -> Agreement:
    reason = "Our house is rebuilt until the summer; there is no room for guests."
    return actions.suspend(made, by=by, park=park, reason=reason, now=now)


def end(made: Agreement, park: Park, by: User, now: datetime) -> Agreement:
    reason = "We give our places to parks in our own region."
    return actions.terminate(made, by=by, park=park, reason=reason, now=now)
