"""Whether quota, places and tolerance leave room for a stay (rules 7 to 9): conditions of an offer, by its facts."""

from datetime import timedelta

from exchanges.agreements.models import DirectionTerms
from exchanges.landings.facts import Facts
from exchanges.landings.quota import QuotaYear
from exchanges.policy.queries import Share, shares
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


def quota_left(facts: Facts, field: str) -> None:
    """Rule 7: reserved and used months never exceed the quota of an exchange year."""
    terms, wanted = facts.terms, facts.wanted
    assert terms
    for year, quota in facts.years.items():
        if wanted[year] > quota.left:
            rest = _quota_way_out(terms, quota)
            raise Refused(
                f"{terms.home} has {quota.left} of {words.months(quota.total)} left for {terms.host} in {year}; "
                f"you offered {wanted[year]}. {rest}.",
                field,
            )


def _quota_way_out(terms: DirectionTerms, quota: QuotaYear) -> str:
    """What can be had instead; nothing is begun after the agreement has ended."""
    last = terms.version.agreement.last_day
    later = quota.year + 1 if last is None or last.year > quota.year else None
    if quota.left:
        return f"Offer {quota.left}, or start in {later}" if later else f"Offer {quota.left}"
    return f"Start in {later}" if later else "The agreement ends before there are more"


def place_free(facts: Facts, field: str) -> None:
    """Rule 8: companies present at once in a direction never exceed its places."""
    terms = facts.terms
    assert terms
    for days, places in facts.places_by_days:
        taken = facts.most_at_once(days)
        if taken >= places:
            raise Refused(
                f"{terms.host} has {words.plural(places, 'place')} for companies of {terms.home}, and {taken} "
                f"{'is' if taken == 1 else 'are'} taken between {words.day(days.lower)} and "
                f"{words.day(days.upper - timedelta(days=1))}. Choose other dates.",
                field,
            )


def within_limit(facts: Facts, field: str) -> list[Share]:
    """Rule 9: an offer must not take the home park's projected debt past the limit, unless it stays in the floor.

    Where the network's policy says so, all months offered to a company of a restricted park need an exception.
    Returns what it takes from which exception; refused when they do not cover what needs one.
    """
    past = past_limit(facts)
    found = shares(facts.exceptions, facts.months if facts.restriction else max(past, min(facts.months, facts.held)))
    covered = sum(share for _, share in found)
    if covered < past:
        terms, debt = facts.terms, -facts.projected
        assert terms and terms.version.limit_at is not None
        excepted = f" An exception covers {words.months(covered)} of that." if covered else ""
        possible = covered if facts.restriction else max(0, terms.version.limit_at - debt) + covered
        raise Refused(
            f"{terms.home} would owe {terms.host} {words.months(debt + facts.months)} with everything promised; "
            f"the limit is {terms.version.limit_at}.{excepted} {_way_out(possible)}",
            field,
        )
    if facts.restriction and covered < facts.months:
        raise Refused(_only_under_an_exception(facts, covered), field)
    return found


def past_limit(facts: Facts) -> int:
    """Of the months offered, how many lie past the limit; 0 within the floor, or where there is no limit."""
    assert facts.terms
    limit, floor = facts.terms.version.limit_at, facts.terms.version.floor_months
    if limit is None or all(quota.promised + facts.wanted[year] <= floor for year, quota in facts.years.items()):
        return 0
    return max(0, min(facts.months, facts.months - facts.projected - limit))


def _only_under_an_exception(facts: Facts, covered: int) -> str:
    home = facts.landing.home
    says = f"{restricted_says(home)} {facts.restriction}"
    if covered:
        return f"{says} An exception covers {words.months(covered)} of {facts.months}. {_way_out(covered)}"
    return f"{says} {home} can ask the network for an exception for {words.months(facts.months)}."


def restricted_says(home: Park) -> str:
    """Why months of a restricted park are not had as others are, where the policy asks exceptions of it."""
    return (
        f"{home} is restricted in the network, and companies of a restricted park are offered months only under an "
        "exception."
    )


def excepted_says(home: Park, excepted: int, why: str = "") -> str:
    """The same of a direction, with the months that granted exceptions leave; `why` for who may read what it owes."""
    left = f"Exceptions leave {words.months(excepted)} now." if excepted else "None is granted now."
    return " ".join(filter(None, [restricted_says(home), why, left]))


def _way_out(possible: int) -> str:
    """Said to whoever reads it: the host, the home park that may ask, the network admin who may grant."""
    if possible:
        return f"Offer {words.months(possible)}; more takes an exception from the network."
    return "Send a company the other way first; as it is, it takes an exception from the network."
