"""Whether an agreement can be proposed or signed: every refusal is a sentence with the numbers."""

from datetime import date, timedelta

from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.states import AgreementState
from exchanges.agreements.terms import Direction, Terms
from exchanges.ledger.models import Pair
from parks.models import Park
from parks.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


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
    for direction in terms.directions.values():
        direction_fits(direction)


def direction_fits(direction: Direction) -> None:
    if direction.min_months > direction.max_months:
        raise Refused(
            f"The shortest stay of {direction.min_months} months is longer than the longest of {direction.max_months}."
        )
    if direction.months_per_year and not direction.places:
        raise Refused(f"{direction.months_per_year} months a year need at least 1 place for a company.")
    if 0 < direction.months_per_year < direction.min_months:
        raise Refused(
            f"The shortest stay of {direction.min_months} months does not fit into "
            f"{direction.months_per_year} months a year."
        )


def pair_is_free(pair: Pair, valid_from: date, valid_until: date, but: Agreement | None = None) -> None:
    """Rule 1: at most one agreement is in force for a pair on any day."""
    others = Agreement.objects.filter(
        pair=pair, state=AgreementState.SIGNED, period__overlap=(valid_from, valid_until + timedelta(days=1))
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
    if Agreement.objects.filter(pair=pair, state=AgreementState.PROPOSED).exists():
        raise Refused(
            f"A proposal between {pair.low} and {pair.high} is on the table already. "
            "Sign, refuse or withdraw it first.",
            "partner",
        )


def content_is_what_was_read(version: AgreementVersion, content_hash: str) -> None:
    """Rule 2: a signature binds to the content the person saw."""
    if version.content_hash != content_hash:
        raise Refused("The terms changed since you opened this page. Read them again, then sign.")


def not_signed_yet(version: AgreementVersion, park: Park) -> None:
    if version.signed_by(park):
        raise Refused(f"{park} has signed these terms already; they wait for the other party.")


def not_over(version: AgreementVersion, today: date) -> None:
    if version.valid_until < today:
        raise Refused(
            f"These terms end on {words.day(version.valid_until)}, which has passed. "
            "Withdraw them and propose new ones."
        )
