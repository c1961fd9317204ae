"""The rules of quota, places, balance and exceptions once more, in plain Python and reckoned another way.

Days are looked at one by one, and each month of a quota is a thing that somebody takes. Nothing here asks the portal,
which must come to the same figures and to the same yes and no.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.exchanges.landings.plain_records import ONE_DAY, Books, Exempt, Stay, Version, days, month, months

ARRIVED_SO_LATE = timedelta(days=30)  # after that it is asked what an offer is asked
THERE = ("offered", "confirmed", "landed", "completed")  # states that take a place
BINDING = ("confirmed", "landed", "completed")  # states that bar another stay of the company
ENDS = {  # verb: from which states, to which
    "withdraw": (("nominated", "offered"), "withdrawn"),
    "decline": (("nominated",), "declined"),
    "cancel": (("confirmed",), "cancelled"),
    "no_show": (("confirmed",), "no_show"),
}


class Model:
    """All stays, signed terms and exceptions; `now` is the moment at which somebody acts."""

    def __init__(self, zones: dict[str, str], now: datetime) -> None:
        self.zones, self.now = zones, now
        self.books: list[Books] = []
        self.stays: dict[int, Stay] = {}
        self.exempt: dict[int, Exempt] = {}

    # Reading

    def today(self, park: str) -> date:
        return self.now.astimezone(ZoneInfo(self.zones[park])).date()

    def between(self, home: str, host: str) -> Books:
        return next(one for one in self.books if {home, host} == set(one.parks))

    def of(self, home: str, host: str, but: Stay | None = None) -> list[Stay]:
        return [one for one in self.stays.values() if (one.home, one.host) == (home, host) and one is not but]

    def promised(self, home: str, host: str, year: int, but: Stay | None = None) -> int:
        return sum(day.year == year for stay in self.of(home, host, but) for day in stay.promised)

    def granted(self, home: str, host: str, year: int) -> int:
        """Months of an exchange year: of its last day, and no more than any day gives that is still to come."""
        books, last = self.between(home, host), date(year, 12, 31)
        begins = max(self.today(host), date(year, 1, 1))
        turns = [begins, *(one.first for one in books.signed)]
        return min(books.on(day).months[home] for day in [*turns, last] if begins <= day <= last or day == last)

    def pool(self, home: str, host: str, year: int, but: Stay | None = None) -> tuple[list[int], list[int]]:
        """The months of a year nobody took, and those carried into it; each bears the year it was granted for.

        From the first year on, month by month: the carried ones go first, and go on to no second year.
        """
        books, left = self.between(home, host), list[int]()
        carried = list[int]()
        for one in range(books.signed[0].first.year, year + 1):
            before = one - 1
            goes_on = bool(left) and books.on(date(before, 12, 31)).carries
            carried = [token for token in left if token == before and goes_on and one <= self.today(host).year]
            granted = carried + [one] * self.granted(home, host, one)
            left = granted[self.promised(home, host, one, but) :]
        return left, carried

    def figures(self, home: str, host: str, year: int) -> tuple[int, int, int, int, int]:
        """Granted, carried, used, reserved and left."""
        left, carried = self.pool(home, host, year)
        stays = self.of(home, host)
        used = sum(day.year == year for stay in stays for day in stay.begun)
        reserved = sum(day.year == year for stay in stays for day in stay.reserved)
        return self.granted(home, host, year), len(carried), used, reserved, len(left)

    def balance(self, park: str, partner: str) -> int:
        """Months begun: those hosted minus those sent."""
        hosted, sent = (sum(len(one.begun) for one in self.of(*way)) for way in ((partner, park), (park, partner)))
        return hosted - sent

    def projected(self, park: str, partner: str, but: Stay | None = None) -> int:
        hosted, sent = (
            sum(len(one.promised) for one in self.of(*way, but)) for way in ((partner, park), (park, partner))
        )
        return hosted - sent

    def at_once(self, home: str, host: str, day: date, but: Stay | None = None) -> int:
        return sum(one.state in THERE and one.is_there(day) for one in self.of(home, host, but))

    # Whether: why not, in a word; empty where it can be

    def why_not_apply(self, company: str, home: str, host: str, start: date, n: int) -> str:
        return (
            ("past" if start < self.today(host) else "")
            or self._why_not_agreed(home, host, start, n)
            or self._why_not_free(company, start, month(start, n))
        )

    def why_not_offer(self, stay: Stay, start: date, n: int, answer_by: date) -> str:
        if stay.state != "nominated":
            return "state"
        if start < self.today(stay.host):
            return "past"
        if not self.today(stay.home) <= answer_by <= start:
            return "answer"
        return self._why_not_agreed(stay.home, stay.host, start, n) or self.why_not_fit(stay, start, n)

    def why_not_fit(self, stay: Stay, start: date, n: int) -> str:
        """The company's other stays, quota, places and limit: what a late arrival is asked too."""
        home, host, ends = stay.home, stay.host, month(start, n)
        if why := self._why_not_free(stay.company, start, ends, stay):
            return why
        for year, wanted in Counter(day.year for day in months(start, n)).items():
            if wanted > len(self.pool(home, host, year, stay)[0]):
                return "quota"
        books = self.between(home, host)
        if any(self.at_once(home, host, day, stay) >= books.on(day).places[home] for day in days(start, ends)):
            return "place"
        past = self.past_limit(stay, start, n)
        return "limit" if sum(self._shares(stay, past).values()) < past else ""

    def past_limit(self, stay: Stay, start: date, n: int) -> int:
        """Of n months one after the other, how many find the home park at its limit or past it; none in the floor."""
        terms = self.between(stay.home, stay.host).on(start)
        if terms.limit is None:
            return 0
        by_year = Counter(day.year for day in months(start, n))
        if all(self.promised(stay.home, stay.host, y, stay) + k <= terms.floor for y, k in by_year.items()):
            return 0
        debt = -self.projected(stay.home, stay.host, stay)
        return sum(debt + k > terms.limit for k in range(1, n + 1))

    def _why_not_agreed(self, home: str, host: str, start: date, n: int) -> str:
        books = self.between(home, host)
        if month(start, n) - ONE_DAY > books.last:
            return "end"
        terms = books.on(start)
        return "closed" if not terms.months[home] else "" if 1 <= n <= terms.longest else "length"

    def _why_not_free(self, company: str, start: date, ends: date, but: Stay | None = None) -> str:
        others = [one for one in self.stays.values() if one.company == company and one is not but]
        bars = (one for one in others if one.state in BINDING)
        return "other stay" if any(one.is_there(day) for one in bars for day in days(start, ends)) else ""

    def _shares(self, stay: Stay, needed: int) -> dict[int, int]:
        """{exception: months of it}: the stay's own first, then what ends first."""
        today, found = self.today(stay.host), {}
        usable = [
            (one.stay is None, one.ends_on, key)
            for key, one in self.exempt.items()
            if (one.home, one.host) == (stay.home, stay.host) and one.stay in (None, stay)
            and (one.ends_on >= today or id(stay) in one.ever)
        ]  # fmt: skip
        for _, _, key in sorted(usable):
            if share := min(needed, self.exempt[key].left(but=stay)):
                found[key] = share
                needed -= share
        return found

    def why_not_amend(self, books: Books, new: Version) -> str:
        """What is promised stays possible: months of each year it would rule in, and places on each of its days."""
        for home, host in (books.parks, books.parks[::-1]):
            years = range(new.first.year, books.last.year + 1)
            for year in years:
                own = self.promised(home, host, year) - len(self.pool(home, host, year)[1])
                if own > new.months[home]:
                    return "months"
            for day in days(new.first, max([one.ends for one in self.of(home, host) if one.ends], default=new.first)):
                if self.at_once(home, host, day) > new.places[home]:
                    return "places"
        return ""

    # Doing

    def promise(self, stay: Stay, start: date, n: int) -> None:
        past = self._shares(stay, self.past_limit(stay, start, n))
        stay.starts, stay.ends, stay.length, stay.reserved = start, month(start, n), n, months(start, n)
        for key, share in past.items():
            self.exempt[key].taken[id(stay)] = share
            self.exempt[key].ever.add(id(stay))

    def release(self, stay: Stay) -> None:
        stay.reserved = []
        if not stay.begun:  # nothing of it stands: others may have what it took past the limit
            for one in self.exempt.values():
                one.taken.pop(id(stay), None)

    def begin(self, stay: Stay, until: date) -> None:
        stay.begun += [day for day in stay.reserved if day <= until]
        stay.reserved = [day for day in stay.reserved if day > until]

    def why_not_arrive(self, stay: Stay, day: date) -> str:
        if stay.state != "confirmed":
            return "state"
        assert stay.starts and stay.ends
        if not stay.starts <= day <= self.today(stay.host):
            return "day"
        if day - stay.starts > ARRIVED_SO_LATE:
            return self._why_not_agreed(stay.home, stay.host, day, stay.length) or self.why_not_fit(
                stay, day, stay.length
            )
        is_over = day >= stay.ends and day != stay.starts
        return "over" if is_over and self.why_not_fit(stay, day, stay.length) else ""

    def arrive(self, stay: Stay, day: date) -> None:
        assert stay.starts and stay.ends
        if day != stay.starts:
            if self.why_not_fit(stay, day, stay.length):
                self._keep_the_last_day(stay, day)
            else:
                self.promise(stay, day, stay.length)
        stay.state, stay.arrived = "landed", day
        self.begin(stay, self.today(stay.host))

    def _keep_the_last_day(self, stay: Stay, day: date) -> None:
        assert stay.starts and stay.ends
        kept: list[date] = []
        for begins in months(day, stay.length):
            room = self.pool(stay.home, stay.host, begins.year, stay)[0]
            if begins >= stay.ends or sum(one.year == begins.year for one in kept) >= len(room):
                break
            kept.append(begins)
        stay.reserved = kept or [stay.starts]
        stay.starts, stay.length = day, len(stay.reserved)

    def why_not_leave(self, stay: Stay, day: date) -> str:
        if stay.state != "landed":
            return "state"
        assert stay.arrived and stay.ends
        return "" if stay.arrived <= day < stay.ends and day <= self.today(stay.host) else "day"

    def leave(self, stay: Stay, day: date) -> None:
        """A month that has begun counts, one that begins on the day of leaving too; what was begun after is given back."""
        stay.begun = [begins for begins in stay.promised if begins <= day]
        stay.reserved, stay.ends, stay.state = [], day + ONE_DAY, "completed"

    def why_not_confirm(self, stay: Stay) -> str:
        if stay.state != "offered":
            return "state"
        assert stay.starts and stay.ends and stay.answer_by
        late = self.today(stay.home) > stay.answer_by
        return "late" if late else self._why_not_free(stay.company, stay.starts, stay.ends, stay)

    def why_not_end(self, stay: Stay, verb: str) -> str:
        if stay.state not in ENDS[verb][0]:
            return "state"
        return "early" if verb == "no_show" and stay.starts and self.today(stay.host) <= stay.starts else ""

    def end(self, stay: Stay, verb: str) -> None:
        if verb == "no_show":  # its first month counts
            stay.begun = stay.reserved[:1]
        self.release(stay)
        stay.state = ENDS[verb][1]

    def daily(self) -> None:
        """Offers lapse once their day has ended for the company; months begin by the host's clock."""
        for stay in self.stays.values():
            if stay.state == "offered" and stay.answer_by and self.today(stay.home) > stay.answer_by:
                stay.state = "lapsed"
                self.release(stay)
            elif stay.state == "landed":
                self.begin(stay, self.today(stay.host))

    def why_not_exempt(self, new: Exempt) -> str:
        today = self.today(new.host)
        terms = self.between(new.home, new.host).on(today)
        if not terms.months[new.home] or terms.limit is None:
            return "no limit"
        if new.ends_on < today:
            return "past"
        for one in self.exempt.values():
            same = (one.home, one.host, one.months, one.ends_on) == (new.home, new.host, new.months, new.ends_on)
            if (new.stay and one.stay is new.stay) or (new.stay is None and same):
                return "twice"
        return ""

    def broken(self) -> str:
        """Which rule of quota or places does not hold from now on."""
        for books in self.books:
            for home, host in (books.parks, books.parks[::-1]):
                today = self.today(host)
                for year in range(today.year, today.year + 3):
                    granted, carried, used, reserved, _ = self.figures(home, host, year)
                    if used + reserved > granted + carried:
                        return f"{used + reserved} of {granted} + {carried} months of {home} at {host} in {year}"
                last = max([one.ends for one in self.of(home, host) if one.ends], default=today)
                for day in days(today, last):
                    if self.at_once(home, host, day) > books.on(day).places[home]:
                        return f"More of {home} at {host} on {day} than places"
        return ""
