"""What pages show before one signs, and this room cannot know; exchanges/apps.py fills it from the floor above."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from exchanges.agreements.models import Agreement, AgreementVersion

# (agreement, the version on the table, today, now, ids of the parks the reader works for) -> what signing it does to
# quota, balance and standing, as templates/exchanges/landings/_terms_effect.html reads it.
BEFORE_SIGNING: list[Callable[[Agreement, AgreementVersion, date, datetime, Collection[int]], Any]] = []
