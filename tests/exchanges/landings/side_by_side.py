"""Each verb done twice, at the portal and in the plain model; then both are compared, figure by figure."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import direction_for
from exchanges.exceptions import actions as exceptions
from exchanges.landings import actions
from exchanges.landings.facts import facts_of
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.openings import openings
from exchanges.landings.queries import quotas
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import MonthState
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from exchanges.policy.models import LimitException
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.landings.plain_model import Model
from tests.exchanges.landings.plain_records import Books, Exempt, Stay, Version
from tests.exchanges.landings.three_parks import AGREED, BEGINS, LAST, WAYS, ZONES, World, both_sign, terms_of

YEARS = range(2026, 2030)


def seen(quota: QuotaYear) -> tuple[int, int, int, int, int]:
    return quota.agreed, quota.carried, quota.used, quota.reserved, quota.left


class SideBySide:
    """`touched`: the directions whose figures may have changed since they were compared."""

    def __init__(self, world: World) -> None:
        self.world, self.parks, self.model = world, world.parks, Model(ZONES, BEGINS)
        self.model.books = [Books(tuple(one.months), LAST, [one]) for one in AGREED]
        self.touched = set(WAYS)

    @property
    def now(self) -> datetime:
        return self.model.now

    def later(self, now: datetime) -> None:
        self.model.now, self.touched = max(self.now, now), set(WAYS)

    def wait_until(self, day: date, park: str) -> None:
        """At most half a day into a day at a park."""
        while self.model.today(park) < day:
            self.later(self.now + timedelta(hours=12))

    def attempt(self, why_not: str, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do it, or be refused with a sentence: where the model says so, and nowhere else. None: refused."""
        try:
            with transaction.atomic():
                done = verb(*args, now=self.now, **kwargs)
        except Refused as refused:
            assert len(refused.sentence) > 20 and refused.sentence.endswith(".")
            assert why_not, f"The model sees nothing against it: {refused.sentence}"
            return None
        assert not why_not, f"The model refuses it: {why_not}"
        return done

    def landing(self, key: int) -> tuple[Landing, Stay]:
        stay = self.model.stays[key]
        self.touched |= {(stay.home, stay.host), (stay.host, stay.home)}
        return Landing.objects.get(pk=key), stay

    # Verbs

    def apply(self, home: str, host: str, n: int, start: date, months: int) -> int | None:
        """The key of the nominated application."""
        company = self.world.companies[home][n]
        why_not = self.model.why_not_apply(company.name, home, host, start, months)

        def nominated(now: datetime) -> Landing:
            return cast.nominated(company, self.parks[host], start, months, now)

        landing = self.attempt(why_not, nominated)
        if landing:
            self.model.stays[landing.pk] = Stay(company.name, home, host, length=months)
        return landing and landing.pk

    def offer(self, key: int, start: date, n: int) -> None:
        landing, stay = self.landing(key)
        answer_by = min(start, self.model.today(stay.host) + timedelta(days=14))
        why_not, by = self.model.why_not_offer(stay, start, n, answer_by), cast.manager_of(landing.host)
        if self.attempt(why_not, actions.offer, landing, by=by, starts_on=start, length=n, answer_by=answer_by):
            self.model.promise(stay, start, n)
            stay.state, stay.answer_by = "offered", answer_by

    def confirm(self, key: int) -> None:
        landing, stay = self.landing(key)
        if self.attempt(self.model.why_not_confirm(stay), actions.confirm, landing, by=cast.lead_of(landing.company)):
            stay.state = "confirmed"

    def check_in(self, key: int, day: date) -> None:
        landing, stay = self.landing(key)
        why_not, by = self.model.why_not_arrive(stay, day), cast.manager_of(landing.host)
        if self.attempt(why_not, actions.check_in, landing, by=by, arrived_on=day):
            self.model.arrive(stay, day)

    def check_out(self, key: int, day: date) -> None:
        landing, stay = self.landing(key)
        why_not, by = self.model.why_not_leave(stay, day), cast.manager_of(landing.host)
        if self.attempt(why_not, actions.check_out, landing, by=by, left_on=day, reason="They left"):
            self.model.leave(stay, day)

    def end(self, key: int, verb: str) -> None:
        landing, stay = self.landing(key)
        extra = {"side": "host"} if verb == "cancel" else {}
        why_not, by = self.model.why_not_end(stay, verb), cast.manager_of(landing.host)
        if self.attempt(why_not, getattr(actions, verb), landing, by=by, reason="Because", **extra):
            self.model.end(stay, verb)

    def amend(self, n: int, by: int, rules_from: date, new: Version) -> None:
        """Both sign on the day it is proposed."""
        books, parks = self.model.books[n], [self.parks[name] for name in self.model.books[n].parks]
        nobody = not any(new.months.values())
        past = rules_from < self.model.today(books.parks[by])
        why_not = "past" if past else "nobody" if nobody else self.model.why_not_amend(books, new)

        def signed(now: datetime) -> Agreement:
            made, notice = Agreement.objects.get(pk=self.world.agreements[n].pk), 7 + len(books.signed)
            terms, who = terms_of(parks, new, rules_from, notice), parks[by]  # another notice, so that they differ
            made = agreements.amend(made, by=cast.manager_of(who), park=who, terms=terms, now=now)
            return both_sign(made, parks, now)

        if self.attempt(why_not, signed):
            books.signed.append(new)
        self.touched = set(WAYS)

    def grant(self, home: str, host: str, months: int, ends_on: date, key: int | None) -> None:
        """For a number of months, or for one application."""
        stay = self.model.stays[key] if key else None
        exempt = Exempt(home, host, None if stay else months, ends_on, stay)
        extra = {"landing": Landing.objects.get(pk=key)} if key else {"months": months}
        made = self.attempt(
            self.model.why_not_exempt(exempt), exceptions.grant, home=self.parks[home], host=self.parks[host],
            ends_on=ends_on, reason="A fair", by=self.world.admin, **extra,
        )  # fmt: skip
        if made:
            self.model.exempt[made.pk] = exempt

    def daily(self) -> None:
        actions.daily(self.now)
        self.model.daily()
        self.touched = set(WAYS)

    # What must be the same

    def compare(self) -> None:
        self.compare_stays()
        for home, host in self.touched:
            self.compare_figures(home, host)
        self.touched = set()
        rows = LimitException.objects.exclude(months=None).with_used()
        exempt = {key: one.left() for key, one in self.model.exempt.items() if one.months}
        assert {it.pk: it.months_left for it in rows} == exempt
        assert self.model.broken() == ""

    def compare_stays(self) -> None:
        """States, days, and every month that is promised."""
        rows, stays = Landing.objects.values_list("pk", "state", "period"), self.model.stays
        found = {pk: (state, period and (period.lower, period.upper)) for pk, state, period in rows}
        assert found == {pk: (one.state, one.starts and (one.starts, one.ends)) for pk, one in stays.items()}
        months = FreeRentMonth.objects.promised().values_list("landing", "begins_on", "state")
        assert sorted(months) == sorted(
            (pk, day, state)
            for pk, one in stays.items()
            for state, dates in ((MonthState.USED, one.begun), (MonthState.RESERVED, one.reserved))
            for day in dates
        )

    def compare_figures(self, home: str, host: str) -> None:
        """As an offer reads them, and as the park's page does."""
        today, one, other = self.model.today(host), self.parks[home], self.parks[host]
        facts, model = facts_of(Landing(home=one, host=other), today, 1, self.now), self.model
        for year in YEARS:
            assert seen(facts.quota(year)) == model.figures(home, host, year), (home, host, year)
        assert (facts.balance, facts.projected) == (model.balance(home, host), model.projected(home, host))
        (opening,) = openings(one, today, [other])
        assert opening.projected == model.projected(home, host)
        for quota in (opening.this_year, opening.next_year):
            assert seen(quota) == model.figures(home, host, quota.year)

    def compare_books(self) -> None:
        """Once at the end: the chain, the postings, the readers of many directions at once."""
        assert check().lie is None
        assert FreeRentMonth.objects.filter(state=MonthState.USED).count() == Posting.objects.stays().count()
        for home, host in WAYS:
            today, one, other = self.model.today(host), self.parks[home], self.parks[host]
            terms = direction_for(one, other, today)
            assert terms
            for (_, year), quota in quotas([terms], YEARS, today).items():
                assert seen(quota) == self.model.figures(home, host, year)
            assert Pair.objects.between(one, other).balance_of(one) == self.model.balance(home, host)
