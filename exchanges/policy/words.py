"""The thresholds of the policy as rows a person reads. Pure."""

from dataclasses import dataclass

from exchanges.policy.models import PolicyVersion
from softlanding.kernel import words


@dataclass(frozen=True)
class Measure:
    """One thing a standing depends on, and from where on it is past alert or restricted."""

    name: str
    explained: str
    alert: str
    restricted: str


def measures(policy: PolicyVersion) -> list[Measure]:
    back = f"the last {words.months(policy.window_months)}"
    return [
        Measure(
            "Net debt",
            "Months the park owes over all its partners together, however old they are.",
            f"more than {words.months(policy.alert_debt)}", f"more than {words.months(policy.restricted_debt)}",
        ),
        Measure(
            "Owes without an agreement",
            "Months it owes to partners with whom no agreement is in force, so that no stay can bring them back.",
            f"more than {words.months(policy.alert_unagreed)}",
            f"more than {words.months(policy.restricted_unagreed)}",
        ),
        Measure(
            "Late answers",
            f"Applications not answered in the agreed days: those open now, and those answered late in {back}.",
            f"more than {policy.alert_late}", f"more than {policy.restricted_late}",
        ),
        Measure(
            "Refused",
            "The share of nominated companies it declined, and of offers that its own companies let lapse or "
            f"withdrew from, in {back}. Judged from 4 answers on.",
            f"more than {policy.alert_refused} %", f"more than {policy.restricted_refused} %",
        ),
    ]  # fmt: skip
