"""The only writer of the policy: lock, compare with what was read, ask whether, write the next version, announce."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from exchanges.policy import announcements, conditions, queries
from exchanges.policy.models import PolicyVersion
from softlanding.accounts.models import User
from softlanding.kernel.editing import refuse_overtaken, values_of

POLICY_LOCK = 7_205_102  # any number, the same for everybody who changes the policy


@transaction.atomic
def change(
    *, values: Mapping[str, Any], reason: str, by: User, now: datetime, read: str | None = None
) -> PolicyVersion:
    """Put the next version in force. `values` by field name (those left out stay), `read`: the mark of those one saw.

    Raises Overtaken when somebody changed them since, Refused when nothing is different or the numbers do not fit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POLICY_LOCK])
    old = queries.in_force()
    refuse_overtaken(values_of(old, values), values, read, by=str(old.made_by or ""))
    kept = {name: getattr(old, name) for name in queries.VALUES}
    new = PolicyVersion(number=old.number + 1, made_by=by, made_at=now, reason=reason, **{**kept, **values})
    conditions.terms_fit(new)
    conditions.thresholds_in_order(new)
    conditions.something_changed(old, new)
    new.save(force_insert=True)
    announcements.change(old, new, by=by, now=now)
    return new
