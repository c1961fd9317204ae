"""A park's standing in the network: good, alert, restricted or not active, what it depends on, the way back. Pure.

It judges what is really owed, however old. It informs and warns; where the network's policy says so, companies of a
restricted park are offered months only under an exception (design, rule 9).
"""

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum

from exchanges.policy.models import PolicyVersion
from softlanding.kernel import words
from softlanding.kernel.percents import percent

UNAGREED = "Owes without an agreement"
MIN_ANSWERS = 4  # a share of fewer answers says nothing about a park


class Level(IntEnum):
    """The better the lower; not active is no judgement at all, and never a factor's."""

    GOOD = 0
    ALERT = 1
    RESTRICTED = 2
    NOT_ACTIVE = -1

    @property
    def label(self) -> str:
        return self.name.lower().replace("_", " ")

    @property
    def tone(self) -> str:
        return {Level.NOT_ACTIVE: "idle", Level.GOOD: "done", Level.ALERT: "wait", Level.RESTRICTED: "stop"}[self]


INACTIVE = "No month sent or hosted and no answer in the last {window}, nothing promised, even with every partner."


@dataclass(frozen=True)
class Record:
    """What a park did in the window, and where it is today; months are free-rent months.

    `position` is its balance with the whole network (> 0 is owed), `uneven` how many partners it is not even with,
    `unagreed` what it owes to partners without an agreement in force; `coming_*` are months promised and not begun.
    """

    sent: int = 0
    hosted: int = 0
    position: int = 0
    late: int = 0  # answers given after the agreed days
    overdue: int = 0  # applications that wait for it now, past the agreed days
    refused: int = 0
    answers: int = 0
    coming_sent: int = 0
    coming_hosted: int = 0
    uneven: int = 0
    unagreed: int = 0

    @property
    def is_active(self) -> bool:
        """Whether there is any exchange to judge: in the window, promised, or still open."""
        return any(getattr(self, it.name) for it in fields(self))

    @property
    def debt(self) -> int:
        """Months it owes over all its partners together, however old. Never below 0."""
        return max(0, -self.position)

    @property
    def late_answers(self) -> int:
        return self.late + self.overdue

    @property
    def refused_share(self) -> int:
        """Per cent, rounded half up; 0 while there are too few answers to judge."""
        return percent(self.refused, self.answers) if self.answers >= MIN_ANSWERS else 0

    @property
    def projected(self) -> int:
        """The position once everything promised has begun."""
        return self.position + self.coming_hosted - self.coming_sent

    def after(self, sent: int = 0, hosted: int = 0) -> "Record":
        """Once everything promised has begun, and `sent` or `hosted` months more."""
        return replace(
            self,
            sent=self.sent + self.coming_sent + sent,
            hosted=self.hosted + self.coming_hosted + hosted,
            position=self.projected + hosted - sent,
            coming_sent=0,
            coming_hosted=0,
        )


@dataclass(frozen=True)
class Factor:
    """One thing the standing depends on, with its numbers, and what brings it back (empty when it is good)."""

    name: str
    level: Level
    says: str
    way_back: str = ""


@dataclass(frozen=True)
class Standing:
    """`level` is the worst of the factors; without any exchange it is not active."""

    level: Level
    factors: list[Factor] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.level.label

    @property
    def tone(self) -> str:
        return self.level.tone

    @property
    def ways_back(self) -> list[str]:
        return [factor.way_back for factor in self.factors if factor.way_back]

    @property
    def makers(self) -> list[Factor]:
        """The factors that make the level: those as bad as it; none when it is good."""
        return [factor for factor in self.troubles if factor.level == self.level]

    @property
    def because(self) -> str:
        """What makes the level, in sentences with the numbers; empty when it is good."""
        return " ".join(factor.says for factor in self.makers)

    @property
    def troubles(self) -> list[Factor]:
        return [factor for factor in self.factors if factor.level]


def judge(record: Record, policy: PolicyVersion, when: str = "today") -> Standing:
    """The standing of a park with this record under this policy; `when` the record is of: "today", "then"."""
    if not record.is_active:
        says = INACTIVE.format(window=words.months(policy.window_months))
        return Standing(Level.NOT_ACTIVE, [Factor("No exchange", Level.GOOD, says)])
    factors = [_debt(record, policy, when), _unagreed(record, policy), _late(record, policy), _refused(record, policy)]
    return Standing(max(factor.level for factor in factors), factors)


def _level(n: int, alert: int, restricted: int) -> Level:
    """Past a threshold is more than it."""
    return Level.RESTRICTED if n > restricted else Level.ALERT if n > alert else Level.GOOD


def _debt(record: Record, policy: PolicyVersion, when: str) -> Factor:
    level = _level(record.debt, policy.alert_debt, policy.restricted_debt)
    says = (
        f"{words.balance(record.position).capitalize()} {when} over all partners; alert above {policy.alert_debt}, "
        f"restricted above {policy.restricted_debt}. Sent {record.sent} and hosted {words.months(record.hosted)} in "
        f"the last {words.months(policy.window_months)}."
    )
    host = words.months(record.debt - policy.alert_debt)
    return Factor("Net debt", level, says, f"Host {host} for partners and this is good again." if level else "")


def _unagreed(record: Record, policy: PolicyVersion) -> Factor:
    """What is owed to partners with whom no agreement is in force: no stay can bring it back."""
    level = _level(record.unagreed, policy.alert_unagreed, policy.restricted_unagreed)
    owes = f"Owes {words.months(record.unagreed)} to" if record.unagreed else "Owes nothing to"
    says = (
        f"{owes} partners without an agreement in force; alert above {policy.alert_unagreed}, restricted above "
        f"{policy.restricted_unagreed}."
    )
    more = words.months(record.unagreed - policy.alert_unagreed)
    way_back = f"Sign an agreement with those partners, or settle {more} with them, and this is good again."
    return Factor(UNAGREED, level, says, way_back if level else "")


def _late(record: Record, policy: PolicyVersion) -> Factor:
    level = _level(record.late_answers, policy.alert_late, policy.restricted_late)
    says = (
        f"{record.overdue} open past the agreed days, {record.late} answered late in the last "
        f"{words.months(policy.window_months)}; alert above {policy.alert_late}, restricted above "
        f"{policy.restricted_late}."
    )
    return Factor("Late answers", level, says, _late_way_back(record, policy) if level else "")


def _late_way_back(record: Record, policy: PolicyVersion) -> str:
    ways = []
    if record.overdue:
        applications = "1 application that is" if record.overdue == 1 else f"{record.overdue} applications that are"
        ways.append(f"Answer the {applications} late.")
    ways.append(
        "Answer in the agreed days from now on; an answer that was late stops counting "
        f"{words.months(policy.window_months)} after it was given."
    )
    return " ".join(ways)


def _refused(record: Record, policy: PolicyVersion) -> Factor:
    level = _level(record.refused_share, policy.alert_refused, policy.restricted_refused)
    bounds = f"alert above {policy.alert_refused} %, restricted above {policy.restricted_refused} %"
    if record.answers < MIN_ANSWERS:
        few = f"{record.refused} of {words.plural(record.answers, 'answer')} refused; judged from {MIN_ANSWERS} on."
        return Factor("Refused", level, few)
    says = f"{record.refused} of {record.answers} answers refused, {record.refused_share} %; {bounds}."
    return Factor("Refused", level, says, _refused_way_back(record, policy.alert_refused) if level else "")


def _refused_way_back(record: Record, alert: int) -> str:
    """How many acceptances bring the share back to the threshold; with a threshold of 0 only time does."""
    if not alert:
        return "Accept the next companies; a refusal stops counting when it leaves the window."
    more = -(-100 * record.refused // alert) - record.answers
    # The share is rounded, so that fewer may already do.
    while more > 1 and percent(record.refused, record.answers + more - 1) <= alert:
        more -= 1
    return f"Accept the next {words.plural(more, 'company', 'companies')} and this is good again."
