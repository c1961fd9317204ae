"""The directory and a park's page, with what the exchanges know: who is open to whom, and the partners."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from companies.rights import companies_spoken_for
from exchanges.directory import queries
from exchanges.directory.filters import RoomFilter
from exchanges.directory.openness import cell_without_room, openness, room_in_years
from exchanges.directory.park_fit import CompanyNeeds
from exchanges.landings.records import standing_of
from parks.fact_sheets.queries import on_page
from parks.park import views as parks
from parks.park.models import Park
from parks.programmes.queries import programme_of
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.calendar import local_day
from softlanding.navigation import hat_of


def home_and_day(request: HttpRequest) -> tuple[Park | None, date]:
    """The reader's home park, and the day it is there (in UTC without one)."""
    home = queries.home_of(request.user, hat_of(request))
    return home, local_day(timezone.now(), home.time_zone if home else "UTC")


class Directory(parks.Directory):
    """The public list of parks; who has a home park also sees, and filters by, the months left for it."""

    template_name = "exchanges/directory/directory.html"

    def get_filterset(self) -> RoomFilter:
        self.home, self.day = home_and_day(self.request)
        self.wants_room = self.home is not None and "room" in self.request.GET
        # All partners are read only when the filter asks for them; else those of the page.
        self.openings = queries.openings(self.home, self.day) if self.home and self.wants_room else []
        open_parks = {one.park.pk for one in self.openings if one.has_room} if self.home else None
        return RoomFilter(self.request.GET, queryset=self.get_queryset(), request=self.request, open_parks=open_parks)

    def rows(self, page: Any) -> Any:
        if self.home and not self.wants_room:
            self.openings = queries.openings(self.home, self.day, hosts=list(page))
        by_park = {one.park.pk: one for one in self.openings}
        for park in page:
            opening = by_park.get(park.pk)
            park.room = room_in_years(opening) if opening else ""
            park.room_from = opening.opens if opening and park.room else None
            park.room_until = opening.until if opening and park.room else None
            park.no_room = cell_without_room(opening) if opening and not park.room else ""
            if park == self.home:
                park.no_room = "your own"
        company = self.company_needs()
        found = queries.fits(company, page) if company else {}
        for park in page:
            park.fit = found.get(park.pk)
        self.shows_fit = bool(found)
        return page

    def company_needs(self) -> CompanyNeeds | None:
        """What the company needs for which one acts; None for everybody else, and before it said so."""
        acting = hat_of(self.request)
        return queries.company_needs(acting.pk) if acting and acting.kind == "company" else None

    def get_context(self, filterset: Any) -> dict[str, Any]:
        return {"home": self.home, "shows_fit": self.shows_fit, **super().get_context(filterset)}


class Detail(parks.Detail):
    """A park's page: its partners for everybody; for who has a home park why it is open or closed to her."""

    template_name = "exchanges/directory/detail.html"

    def get_context(self) -> dict[str, Any]:
        park, hat = self.object, hat_of(self.request)
        home, day = home_and_day(self.request)
        user = self.request.user
        context = {**super().get_context(), "partners": queries.partners_of(park, day), "home": home}
        context |= {
            "programme": programme_of(park, day),
            "sees_contacts": user.has_perm("parks.see_partner_contacts", park),
            **on_page(park, user, day),
        }
        if is_network_admin(user) or parks_seen_by(user):
            context["standing"] = standing_of(park, timezone.now())
        if home and home != park:
            found = queries.openings(home, day, hosts=[park])
            runs_home, opening = bool(hat and hat.kind == "park"), (found[0] if found else None)
            coming = None if opening else queries.coming(home, park, day)
            context["openness"] = openness(opening, home, park, day, sees_debts=runs_home, coming=coming)
            context["may_apply"] = bool(hat and hat.kind == "company" and hat.pk in companies_spoken_for(user))
            context["may_propose"] = user.has_perm("exchanges.propose_agreement", home)
            context["runs_home"] = runs_home
        if hat and hat.kind == "company" and home != park:
            context |= self.how_it_fits(hat)
        return context

    def how_it_fits(self, company: Any) -> dict[str, Any]:
        """How the park fits the company for which one acts, or an invitation to say what it needs."""
        context: dict[str, Any] = {
            "company": company,
            "may_state": company.pk in companies_spoken_for(self.request.user),
        }
        if needs := queries.company_needs(company.pk):
            context |= {"needs": needs.needs.services, "fit": queries.fits(needs, [self.object]).get(self.object.pk)}
        return context
