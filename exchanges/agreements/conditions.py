"""Whether an agreement can be proposed or signed: every refusal is a sentence with the numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from exchanges.agreements import queries
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms
from exchanges.agreements.terms import Direction, Promised, Terms
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.calendar import clock_said, local_day
from softlanding.kernel.refusals import Refused

# What each direction has promised is known one floor up, in the landings. exchanges/apps.py puts their reader here at
# start-up: (agreement, id of the home park, now, day from which is asked) -> months and places. Empty: nothing is.
PROMISED: list[Callable[[Agreement, int, datetime, date], Promised]] = []


def parties_fit(proposer: Park, partner: Park) -> None:
    if proposer.pk == partner.pk:
        raise Refused("An agreement has two different parks. Choose another park as partner.", "partner")
    for park in (proposer, partner):
        if park.state != ParkState.ADMITTED:
            raise Refused(
                f"{park} is {park.get_state_display()}; only parks in the network sign agreements.", "partner"
            )


def terms_fit(terms: Terms, today: date) -> None:
    if terms.valid_until < terms.valid_from:
        raise Refused(
            f"It would end on {words.day(terms.valid_until)}, before it begins on {words.day(terms.valid_from)}. "
            "Choose a later last day.",
            "valid_until",
        )
    if terms.valid_until < today:
        raise Refused(
            f"It would have ended on {words.day(terms.valid_until)} already. Choose a later last day.", "valid_until"
        )
    if terms.alert_at is not None and terms.limit_at is not None and terms.alert_at > terms.limit_at:
        raise Refused(
            f"The warning at {terms.alert_at} months would come after the limit of {terms.limit_at}. Warn earlier.",
            "alert_at",
        )
    if all(direction.months_per_year == 0 for direction in terms.directions.values()):
        raise Refused("Both directions have 0 months a year, so nobody could land. Give at least one direction months.")
    for home_id, direction in terms.directions.items():
        direction_fits(direction, home_id)


def direction_fits(direction: Direction, home_id: int) -> None:
    """Raises Refused at a field that begins with the id of the direction's home park."""
    if direction.min_months > direction.max_months:
        raise Refused(
            f"The shortest stay of {direction.min_months} months is longer than the longest of {direction.max_months}.",
            f"{home_id}_min_months",
        )
    if direction.months_per_year and not direction.places:
        raise Refused(
            f"{direction.months_per_year} months a year need at least 1 place for a company.", f"{home_id}_places"
        )
    if 0 < direction.months_per_year < direction.min_months:
        raise Refused(
            f"The shortest stay of {direction.min_months} months does not fit into "
            f"{direction.months_per_year} months a year.",
            f"{home_id}_min_months",
        )


def pair_is_free(pair: Pair, valid_from: date, valid_until: date, but: Agreement | None = None) -> None:
    """Rule 1: at most one agreement is in force for a pair on any day."""
    others = Agreement.objects.standing().filter(
        pair=pair, period__overlap=(valid_from, valid_until + timedelta(days=1))
    )
    other = others.exclude(pk=but.pk).first() if but else others.first()
    if other:
        last = other.period.upper - timedelta(days=1)
        raise Refused(
            f"{pair.low} and {pair.high} already have an agreement from {words.day(other.period.lower)} to "
            f"{words.day(last)}. Let the new one begin after it.",
            "valid_from",
        )


def nothing_on_the_table(pair: Pair) -> None:
    agreement = Agreement.objects.waiting().filter(pair=pair).first()
    if agreement:
        what = "An amendment" if agreement.ruling_id else "A proposal"
        raise Refused(
            f"{what} between {pair.low} and {pair.high} is on the table already. Sign, refuse or withdraw it first.",
            "partner",
        )


def content_is_what_was_read(version: AgreementVersion, content_hash: str) -> None:
    """Rule 2: a signature binds to the content the person saw."""
    if version.content_hash != content_hash:
        raise Refused(
            f"The terms changed since you opened this page: {queries.who_put(version)} put version "
            f"{version.number} on the table. Read it, then sign."
        )


def answers_what_is_there(version: AgreementVersion, content_hash: str) -> None:
    """Two who counter at once: the second answers terms that are no longer on the table."""
    if version.content_hash != content_hash:
        raise Refused(f"{queries.who_put(version)} countered a moment ago. Read it first, then counter that.")


def terms_differ(terms: Terms, others: Terms, what: str) -> None:
    """A counter-proposal or amendment changes something; `what` names the terms it is compared with."""
    if _whole(terms) == _whole(others):
        raise Refused(f"These are the same terms as {what}. Change at least one.")


def _whole(terms: Terms) -> Terms:
    """With each park's word on clearing, which is yes where it said nothing."""
    return replace(terms, clearing={home: terms.clearing.get(home, True) for home in terms.directions})


def begins_as_agreed(ruling: AgreementVersion, terms: Terms) -> None:
    """An amendment changes days to come, never the first one."""
    if terms.valid_from != ruling.valid_from:
        raise Refused(
            f"The agreement began on {words.day(ruling.valid_from)}; an amendment cannot change that.", "valid_from"
        )


def first_day_fits(agreement: Agreement, terms: Terms, today: date) -> None:
    """An amendment rules from today or later, while it is valid, and leaves no day without terms."""
    first = terms.rules_from
    if first is None:
        return
    if first < today:
        raise Refused(
            f"{words.day(first)} has passed, and an amendment changes no day that has been. Let it rule from "
            f"{words.day(today)} or later.",
            "rules_from",
        )
    if first < terms.valid_from:
        raise Refused(
            f"It would rule from {words.day(first)}, before the agreement begins on {words.day(terms.valid_from)}. Let "
            f"it rule from {words.day(terms.valid_from)} or later.",
            "rules_from",
        )
    if first > terms.valid_until:
        raise Refused(
            f"It would rule from {words.day(first)}, after its last day, {words.day(terms.valid_until)}. "
            "Let it rule earlier, or last longer.",
            "rules_from",
        )
    follows_on(agreement, first)


def follows_on(agreement: Agreement, first: date) -> None:
    """Between the terms that were signed and those to sign lies no day without any."""
    last = agreement.last_day
    if last and first > last + timedelta(days=1):
        raise Refused(
            f"The terms both parks signed end on {words.day(last)}; on the days from then until {words.day(first)} "
            "nothing would be agreed. Let the amendment rule earlier, or renew the agreement instead.",
            "rules_from",
        )


def covers_the_promised(agreement: Agreement, terms: Terms, now: datetime, first: date) -> None:
    """An amendment never goes below what its directions have promised already, in months of a year or in places.

    Asked of the years it would rule, which are those from its `first` day on. The field of the Refused begins with
    the id of the direction's home park: "12_places".
    """
    for read in PROMISED:
        covers(agreement, terms, first, {home: read(agreement, home, now, first) for home in terms.directions})


def covers(agreement: Agreement, terms: Terms, first: date, promised: Mapping[int, Promised]) -> None:
    """The same of what is known already, by the id of the home park; the page of a signature asks it before."""
    ruling = agreement.version_on(first)
    assert ruling
    parks = {park.pk: park for park in agreement.parties}
    for home_id, new in terms.directions.items():
        old, found = ruling.direction(home_id), promised[home_id]
        old.home, old.host = parks[home_id], agreement.partner_of(parks[home_id])
        _lasts_for_the_promised(old, found, terms.valid_until, agreement.last_day)
        _months_cover(old, new, found, terms.valid_until)
        if new.places < found.places:
            raise Refused(
                f"{old.host} has promised places to {words.plural(found.places, 'company', 'companies')} of "
                f"{old.home} at once; {new.places} would be too few. Keep at least {found.places}.",
                f"{home_id}_places",
            )


def _lasts_for_the_promised(old: DirectionTerms, promised: Promised, until: date, last_day: date | None) -> None:
    """An earlier last day leaves no promised month outside; those that run on after the present one are honoured."""
    after = [day for day in promised.begins if until < day and (last_day is None or day <= last_day)]
    if after:
        n = len(after)
        when = f"begins on {words.day(after[0])}" if n == 1 else f"begin from {words.day(min(after))} on"
        raise Refused(
            f"{words.months(n)} of {old.home} at {old.host} {'is' if n == 1 else 'are'} promised that {when}, after "
            f"{words.day(until)}. Let it last until {words.day(promised.last_day or max(after))}, or give notice: then "
            "what is promised is honoured.",
            "valid_until",
        )


def _months_cover(old: DirectionTerms, new: Direction, promised: Promised, until: date) -> None:
    """Only what an amendment lowers is asked: history imported beyond its quota stays as it was."""
    for year, months in sorted(promised.months.items()):
        if year > until.year:
            continue  # what is promised then stands under another agreement, or runs on
        if new.months_per_year < min(months, promised.agreed.get(year, months)):
            raise Refused(
                f"{words.months(months)} of {old.home} at {old.host} are promised in {year}; {new.months_per_year} a "
                f"year would be below that. Keep at least {months}, or let the change rule from {year + 1}.",
                f"{old.home_id}_months_per_year",
            )


def notice_shortens(agreement: Agreement, months: int, ends: date) -> None:
    """`ends`: the first day after a notice of so many months."""
    assert agreement.last_day
    if ends > agreement.last_day:
        raise Refused(
            f"A notice of {words.months(months)} would end it on "
            f"{words.day(ends - timedelta(days=1))}; it ends on {words.day(agreement.last_day)} anyway. "
            "Let it run out."
        )


def begins_after(agreement: Agreement, valid_from: date) -> None:
    """A renewal begins once the agreement it renews is over."""
    if agreement.last_day and valid_from <= agreement.last_day:
        raise Refused(
            f"The agreement it renews lasts until {words.day(agreement.last_day)}. Begin on "
            f"{words.day(agreement.last_day + timedelta(days=1))} or later.",
            "valid_from",
        )


def not_signed_yet(version: AgreementVersion, park: Park) -> None:
    if version.signed_by(park):
        raise Refused(f"{park} has signed these terms already; they wait for the other party.")


def not_over(agreement: Agreement, version: AgreementVersion, now: datetime) -> None:
    """By the later of the parties' calendars."""
    first = max(agreement.parties, key=lambda park: local_day(now, park.time_zone))
    until = version.valid_until
    if until < local_day(now, first.time_zone):
        said = words.day_by(until, clock_said(until, first.time_zone, [park.time_zone for park in agreement.parties]))
        raise Refused(f"These terms end on {said}, which has passed. Withdraw them and propose new ones.")
