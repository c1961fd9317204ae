"""How the lists behind the figures are narrowed and sorted; everything stays in the address, the rest is ignored."""

import re
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput

from exchanges.landings.filters import LandingFilter
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.queries import late_decisions
from exchanges.ledger.models import Because, Posting
from exchanges.overview.series import AGES, age_days, last_of
from exchanges.policy.standing import Level
from parks.park.models import Park
from softlanding.kernel.listing import ListFilter, Order, search_box

MONTH = re.compile(r"(\d{4})-(\d{2})")
STAYS = "stays"
SIDES = [("hosted", "hosted by the park"), ("sent", "sent by the park")]
DEBTS = [("owes", "the park owes"), ("owed", "the park is owed")]


def month_asked(text: str) -> date | None:
    """ "2026-09" -> its first day; None for what is no month."""
    found = MONTH.fullmatch(text) if text.isascii() else None
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    return date(year, month, 1) if 1900 <= year <= 2999 and 1 <= month <= 12 else None


def month_box(label: str, method: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(label=label, method=method, max_length=7)


def day_box(label: str, lookup: str) -> django_filters.DateFilter:
    widget = DateInput(attrs={"type": "date"})
    return django_filters.DateFilter(field_name="day", lookup_expr=lookup, label=label, widget=widget)


class ParkSided(ListFilter):
    """A list of one park's pairs, or of the whole network (then nothing has a side)."""

    sides: tuple[str, ...] = ("side",)

    def __init__(self, *args: Any, park: Park | None, today: date, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.today = park, today
        if park is None:
            for name in self.sides:
                self.filters.pop(name, None)
                self.form.fields.pop(name, None)


class PostingFilter(ParkSided):
    searched = ("text", "debtor__name", "creditor__name")
    q = search_box("Company or park")
    what = django_filters.ChoiceFilter(
        label="What", method="of_kind", empty_label="everything",
        choices=[(STAYS, "stays that stand"), *((key, label) for key, label in Because.choices if key != Because.STAY)],
    )  # fmt: skip
    side = django_filters.ChoiceFilter(label="Side", choices=SIDES, method="on_side", empty_label="both")
    month = month_box("Month", "in_month")
    since = day_box("From", "gte")
    until = day_box("To", "lte")
    sort = Order(day="day", months="months", debtor="debtor__name", creditor="creditor__name")

    class Meta:
        model = Posting
        fields: tuple[str, ...] = ()

    def of_kind(self, rows: Any, name: str, value: str) -> QuerySet[Posting]:
        found: QuerySet[Posting] = rows.stays() if value == STAYS else rows.filter(because=value)
        return found

    def on_side(self, rows: QuerySet[Posting], name: str, value: str) -> QuerySet[Posting]:
        return rows.filter(creditor=self.park) if value == "hosted" else rows.filter(debtor=self.park)

    def in_month(self, rows: QuerySet[Posting], name: str, value: str) -> QuerySet[Posting]:
        month = month_asked(value)
        return rows.filter(day__range=(month, last_of(month))) if month else rows


class OpenFilter(ParkSided):
    """Postings that are still owed; narrowed only by what leaves each pair's line of postings whole."""

    searched = ("text", "debtor__name", "creditor__name")
    q = search_box("Company or park")
    age = django_filters.ChoiceFilter(
        label="Age", choices=[(str(n), label) for n, label in enumerate(AGES)], method="of_age", empty_label="any"
    )
    what = django_filters.ChoiceFilter(
        label="What", choices=[(STAYS, "stays")], method="of_kind", empty_label="everything"
    )
    side = django_filters.ChoiceFilter(label="Side", choices=DEBTS, method="on_side", empty_label="both")
    sort = Order(day="day", months="open", debtor="debtor__name", creditor="creditor__name")

    class Meta:
        model = Posting
        fields: tuple[str, ...] = ()

    def of_age(self, rows: QuerySet[Posting], name: str, value: str) -> QuerySet[Posting]:
        first, last = age_days(int(value), self.today)
        return rows.filter(Q(day__gte=first) if first else Q(), Q(day__lte=last) if last else Q())

    def of_kind(self, rows: QuerySet[Posting], name: str, value: str) -> QuerySet[Posting]:
        return rows.filter(because=Because.STAY)

    def on_side(self, rows: QuerySet[Posting], name: str, value: str) -> QuerySet[Posting]:
        return rows.filter(debtor=self.park) if value == "owes" else rows.filter(creditor=self.park)


class ReservedFilter(ParkSided):
    searched = ("landing__company__name", "home__name", "landing__host__name")
    q = search_box("Company or park")
    side = django_filters.ChoiceFilter(label="Side", choices=SIDES, method="on_side", empty_label="both")
    month = month_box("Month", "in_month")
    sort = Order(day="begins_on", company="landing__company__name", home="home__name", host="landing__host__name")

    class Meta:
        model = FreeRentMonth
        fields: tuple[str, ...] = ()

    def on_side(self, rows: QuerySet[FreeRentMonth], name: str, value: str) -> QuerySet[FreeRentMonth]:
        return rows.filter(landing__host=self.park) if value == "hosted" else rows.filter(home=self.park)

    def in_month(self, rows: QuerySet[FreeRentMonth], name: str, value: str) -> QuerySet[FreeRentMonth]:
        """What is overdue belongs to the running month, as in the forecast."""
        month = month_asked(value)
        if month is None:
            return rows
        rows = rows.filter(begins_on__lte=last_of(month))
        return rows if month == self.today.replace(day=1) else rows.filter(begins_on__gte=month)


class StateFilter(LandingFilter):
    late = django_filters.ChoiceFilter(
        label="Late", choices=[("on", "older than agreed")], method="overdue", empty_label="any"
    )

    class Meta:
        model = Landing
        fields = ()

    def __init__(self, *args: Any, park: Park | None, today: date, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.now = park, now
        self.form.is_filter = True

    def overdue(self, rows: QuerySet[Landing], name: str, value: str) -> QuerySet[Landing]:
        return rows.filter(pk__in=late_decisions(self.now, self.park).order_by().values("pk"))


class StandingFilter(ListFilter):
    searched = ("name", "city")
    q = search_box("Park or city")
    level = django_filters.ChoiceFilter(
        label="Standing", choices=[(str(int(level)), level.label) for level in Level], field_name="level",
        empty_label="any",
    )  # fmt: skip
    sort = Order(park="name", level="level", balance="r_position", sent="r_sent", hosted="r_hosted", late="r_late")

    class Meta:
        model = Park
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, park: Park | None, today: date, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
