"""The ways to settle a pair in the words of the one who proposes, and who must sign by when. Pure presentation."""

from dataclasses import dataclass
from datetime import date, datetime

from exchanges.ledger.models import Pair
from exchanges.settlements.models import Settlement, SettlementSignature
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day


@dataclass(frozen=True)
class Way:
    """One way to settle: its key in addresses, the heading of its page, what it means, and the button."""

    key: str
    label: str
    says: str
    button: str


@dataclass(frozen=True)
class Sides:
    """A pair as the one who proposes speaks of it: her own park is "you", for a network admin both have names."""

    pair: Pair
    viewer: Park
    is_ours: bool

    @property
    def partner(self) -> Park:
        return self.pair.partner_of(self.viewer)

    @property
    def balance(self) -> int:
        """Months, from the viewer's side."""
        return self.pair.balance_of(self.viewer)

    @property
    def owes(self) -> Park:
        """The park that owes now; the partner where they are even."""
        return self.viewer if self.balance < 0 else self.partner

    @property
    def owed(self) -> Park:
        return self.pair.partner_of(self.owes)

    @property
    def debt(self) -> str:
        """ "Porto owes you", "you owe Porto", "Porto owes Málaga"."""
        if not self.is_ours:
            return f"{self.owes} owes {self.owed}"
        return f"you owe {self.partner}" if self.owes == self.viewer else f"{self.partner} owes you"

    @property
    def says(self) -> str:
        """ "Porto owes you 5 months now."."""
        if not self.balance:
            return f"{'You' if self.is_ours else self.viewer} and {self.partner} are even now."
        return f"{self.debt[0].upper()}{self.debt[1:]} {words.months(abs(self.balance))} now."


def ways_of(sides: Sides) -> list[Way]:
    """Every way; waiver and compensation only where something is owed."""
    forgiving = [_waiver(sides), _compensation(sides)] if sides.balance else []
    return [
        *forgiving,
        Way(
            "reversal", "Take back a posting",
            "One line of the statement is wrong as a whole. It stays readable, and a line that takes it back is added.",
            "Propose to take it back",
        ),
        Way(
            "adjustment", "Correct the balance by some months",
            "Something is wrong that is no single line: a stay nobody entered, a month counted twice.",
            "Propose the correction",
        ),
        Way(
            "opening", "Enter an opening balance",
            "What one park owed the other before the first line of the statement. Once for two parks.",
            "Propose the opening balance",
        ),
    ]  # fmt: skip


def _waiver(sides: Sides) -> Way:
    most = words.months(abs(sides.balance))
    if sides.is_ours and sides.owes == sides.viewer:
        label, says = f"Ask {sides.partner} to waive months you owe", f"Up to {most}. You give nothing for them."
    else:
        label, says = f"Waive months {sides.debt}", f"Up to {most}. {sides.owes} gives nothing for them."
    return Way("waiver", label, says, "Propose the waiver")


def _compensation(sides: Sides) -> Way:
    most = words.months(abs(sides.balance))
    if sides.is_ours and sides.owes == sides.viewer:
        label = f"Record what you gave for months you owe {sides.partner}"
    else:
        label = f"Record what {sides.owes} gave for months {'it owes you' if sides.is_ours else 'it owes'}"
    says = f"Up to {most}, for something of worth: a sum of money, desks at a fair, a programme for founders."
    return Way("compensation", label, says, "Propose the compensation")


@dataclass(frozen=True)
class Consent:
    """One of the two parks whose consent is needed: who gave it, or what is missing, in a sentence."""

    park: Park
    signature: SettlementSignature | None
    says: str


def consents_of(settlement: Settlement, now: datetime) -> list[Consent]:
    """The losing park first."""
    given = {one.park_id or one.instead_of_id: one for one in settlement.signatures.all()}
    says = {settlement.loser.pk: loser_signs, settlement.other.pk: other_signs}
    return [
        Consent(park, given.get(park.pk), "" if park.pk in given else says[park.pk](settlement, now))
        for park in (settlement.loser, settlement.other)
    ]


def other_today(settlement: Settlement, now: datetime) -> date | None:
    """The day where the park that gains is, when its signature alone is missing: its days are counted there."""
    waits = settlement.missing == [settlement.other] and settlement.answer_by is not None
    return local_day(now, settlement.other.time_zone) if waits else None


def asked_on(settlement: Settlement, park: Park) -> str:
    return f"asked on {words.day(local_day(settlement.created_at, park.time_zone))}"


def loser_signs(settlement: Settlement, now: datetime) -> str:
    """What is missing of the park that loses by it."""
    lost = words.months(settlement.months)
    return f"{asked_on(settlement, settlement.loser)}; loses {lost} by it, so nobody can sign in its place"


def other_signs(settlement: Settlement, now: datetime) -> str:
    """What is missing of the park that gains by it, and from when a network admin may sign in its place."""
    if settlement.answer_by is None or settlement.stand_in_from is None:
        return ""
    asked, last = asked_on(settlement, settlement.other), words.day_by(settlement.answer_by, settlement.clock)
    if settlement.is_silent(now):
        return f"{asked} and silent until {last}; a network admin may sign in its place, with a reason"
    opens = words.day(settlement.stand_in_from)
    return f"{asked}, answers until {last}; from {opens} a network admin may sign in its place, with a reason"
