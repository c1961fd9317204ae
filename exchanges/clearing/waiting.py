"""What open clearings ask for already, and so nobody can newly clear: how many months, and where to read of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse

from exchanges.clearing.models import Clearing
from parks.models import Park
from softlanding.kernel import words


@dataclass(frozen=True)
class Waiting:
    """Months that open clearings ask for already: `of` one park, as many of what it is owed; None: of the network.

    `on`: the day on which the first of these clearings was proposed; `url` shows it, or all of them.
    """

    months: int
    clearings: int
    on: date
    url: str
    of: str | None = None

    @property
    def says(self) -> str:
        """ "14 months wait for answers in the clearing proposed on 17 November 2026." """
        first, wait = words.day(self.on), "waits" if self.months == 1 else "wait"
        if self.of:
            cancels = f"{words.months(self.months)} of what {self.of} owes and as many of what it is owed"
            return f"The clearing proposed on {first} waits for answers; it would cancel {cancels}."
        if self.clearings == 1:
            return f"{words.months(self.months)} {wait} for answers in the clearing proposed on {first}."
        clearings = words.plural(self.clearings, "clearing")
        return f"{words.months(self.months)} wait for answers in {clearings}, the first proposed on {first}."

    @property
    def see(self) -> str:
        return "See the proposal" if self.clearings == 1 else "See the proposals"


def waiting_months(park: Park | None = None) -> Waiting | None:
    """What open clearings ask for already; None when there is none. One query."""
    found = Clearing.objects.open().annotate(n=F("total"))
    if park:  # it has a part in one at most
        found = Clearing.objects.open().filter(parts__park=park).annotate(n=F("parts__months"))
    rows = list(found.order_by("proposal__at", "pk").values_list("pk", "proposal", "proposal__on", "n"))
    if not rows:
        return None
    pk, proposal, on, _ = rows[0]
    url = reverse("exchanges:clearing:list")
    if len(rows) == 1:
        url = reverse("exchanges:clearing:detail", args=[pk])
    elif all(other == proposal for _, other, _, _ in rows):
        url = reverse("exchanges:clearing:proposal", args=[proposal])
    return Waiting(sum(n for *_, n in rows), len(rows), on, url, park.name if park else None)
