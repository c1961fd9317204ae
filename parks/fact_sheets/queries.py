"""What pages read of fact sheets: one statement for a park's own."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import rules
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from parks.catalogue.languages import languages_said
from parks.fact_sheets.models import FactSheet, FactSheetStep
from parks.fact_sheets.wording import checked_said, missing, sources_said
from parks.park.checked_facts import is_old
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.composed import composed, first
from softlanding.kernel.history import HistoryLine

TOLD = {"edit": "changed its fact sheet", "check": "checked its fact sheet"}


@dataclass(frozen=True)
class Contact:
    """Somebody of the park who looks after a landing company."""

    name: str
    role: str
    email: str


@dataclass(frozen=True)
class Link:
    """An address elsewhere, and whose it is: "linkedin.com"."""

    url: str
    name: str


@dataclass(frozen=True)
class SheetShown:
    """A fact sheet as the park's page shows it."""

    sheet: FactSheet
    is_old: bool

    @property
    def checked(self) -> str:
        return checked_said(self.sheet.checked_on, self.sheet.read_on, self.is_old)

    @property
    def languages(self) -> str:
        return languages_said(self.sheet.languages)

    @property
    def memberships(self) -> str:
        return ", ".join(self.sheet.memberships)

    @property
    def contacts(self) -> list[Contact]:
        one = self.sheet
        rows = [
            Contact(one.contact_name, one.contact_role, one.contact_email),
            Contact(one.second_name, one.second_role, one.second_email),
        ]
        return [row for row in rows if row.name]

    @property
    def links(self) -> list[Link]:
        return [link_to(url) for url in self.sheet.social_links]

    @property
    def sources_said(self) -> str:
        return sources_said(len(self.sheet.sources), self.sheet.read_on)

    @property
    def video_site(self) -> str:
        return link_to(self.sheet.video).name

    @property
    def hides_emails(self) -> bool:
        """Whether somebody's address is there for people who are signed in only."""
        return not self.sheet.contacts_public and any(one.email for one in self.contacts)

    @property
    def says_something(self) -> bool:
        """Whether a visitor finds anything but people on it."""
        one = self.sheet
        texts = (one.getting_there, one.housing, one.visa, one.calendar, one.stays_begin, one.insurance)
        return any((*texts, one.accessibility, one.languages, one.memberships, one.social_links, one.video))


def link_to(url: str) -> Link:
    return Link(url, (urlsplit(url).hostname or url).removeprefix("www."))


def sheet_of(park_id: int) -> FactSheet | None:
    """A park's fact sheet; None until somebody wrote one."""
    return first(_sheets(park_id))


@composed
def _sheets(park_id: int) -> QuerySet[FactSheet]:
    return FactSheet.objects.filter(park=park_id)


def shown(sheet: FactSheet | None, today: date) -> SheetShown | None:
    """A sheet that is read already, as pages show it on a day."""
    return SheetShown(sheet, is_old(sheet.checked_on, today)) if sheet else None


def on_page(park: Park, user: User | AnonymousUser, today: date) -> dict[str, Any]:
    """What the page of a park shows of its sheet, which was read with it, to this person."""
    sheet = getattr(park, "fact_sheet", None)
    return {
        "sheet": shown(sheet, today),
        "sheet_missing": missing(sheet),
        "sees_emails": rules.has_perm("parks.see_contact_emails", user, sheet),
        "sees_sources": user.has_perm("parks.see_sources"),
        "may_edit_sheet": user.has_perm("parks.edit_fact_sheet", park),
    }


def history(sheet: FactSheet, most: int = 20) -> list[HistoryLine]:
    """The newest steps first, at most `most`."""
    steps = FactSheetStep.objects.filter(fact_sheet=sheet.pk or 0).select_related("actor").order_by("-at", "-pk")[:most]
    return [HistoryLine.of(step, f"{step.acted_for} {TOLD[step.verb]}") for step in steps]
