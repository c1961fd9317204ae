"""Whether a policy makes sense: every refusal is a sentence at its field."""

from exchanges.policy.models import PolicyVersion
from exchanges.policy.queries import changes_between
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused

# (alert, restricted, unit) of each measure of a standing.
STEPS = (
    ("alert_debt", "restricted_debt", "months"),
    ("alert_unagreed", "restricted_unagreed", "months owed without an agreement"),
    ("alert_late", "restricted_late", "late answers"),
    ("alert_refused", "restricted_refused", "per cent"),
)


def terms_fit(policy: PolicyVersion) -> None:
    """The terms a proposal starts from must be terms that two parks could sign as they are."""
    if policy.min_months > policy.max_months:
        raise Refused(
            f"The shortest stay of {words.months(policy.min_months)} is longer than the longest of "
            f"{policy.max_months}. Make it {policy.max_months} or fewer.",
            "min_months",
        )
    if 0 < policy.months_per_year < policy.min_months:
        raise Refused(
            f"The shortest stay of {words.months(policy.min_months)} does not fit into "
            f"{policy.months_per_year} a year.",
            "months_per_year",
        )
    if policy.alert_at is not None and policy.limit_at is not None and policy.alert_at > policy.limit_at:
        raise Refused(
            f"The warning at {words.months(policy.alert_at)} would come after the limit of {policy.limit_at}. "
            "Warn earlier.",
            "alert_at",
        )


def thresholds_in_order(policy: PolicyVersion) -> None:
    if policy.window_months < 1:
        raise Refused("A window of 0 months has nothing in it. Look back 1 month or more.", "window_months")
    for alert, restricted, unit in STEPS:
        low, high = getattr(policy, alert), getattr(policy, restricted)
        if low >= high:
            raise Refused(
                f"Alert begins past {low} {unit}, so restricted has to begin later than that, not past {high}.",
                restricted,
            )


def something_changed(old: PolicyVersion, new: PolicyVersion) -> None:
    if not changes_between(old, new):
        raise Refused("Nothing is different from the policy in force, so there is no change to record.")
