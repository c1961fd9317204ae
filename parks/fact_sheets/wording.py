"""Sentences about a fact sheet: how fresh it is, and what is missing."""

from datetime import date

from parks.fact_sheets.models import FactSheet
from softlanding.kernel import words

# What a landing company must know, as a list of what is missing names it.
ASKED = {
    "getting_there": "how to get there",
    "housing": "housing",
    "visa": "visa and residence",
    "insurance": "insurance",
    "calendar": "working days and closing days",
    "stays_begin": "when stays begin",
    "accessibility": "accessibility",
    "languages": "languages of the team",
    "contact_name": "a contact",
}


def checked_said(checked_on: date | None, read_on: date | None, is_old: bool) -> str:
    """How far the facts can be trusted: "Checked on 3 September 2026"."""
    if checked_on is None:
        return f"From public pages, {read_on.year}, may be out of date" if read_on else "Nobody has checked this yet"
    day = words.day(checked_on)
    return f"Checked on {day}, more than a year ago: may be out of date" if is_old else f"Checked on {day}"


def sources_said(pages: int, read_on: date | None) -> str:
    """ "3 public pages, read on 12 November 2026": what network admins can open."""
    counted = words.plural(pages, "public page")
    return f"{counted}, read on {words.day(read_on)}" if read_on else counted


def missing(sheet: FactSheet | None) -> list[str]:
    """What the park has not said yet of what a landing company must know."""
    return [name for field, name in ASKED.items() if not getattr(sheet, field, None)]
