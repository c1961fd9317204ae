"""Whether a fact sheet can stand: raise Refused with a sentence."""

from parks.fact_sheets.models import FactSheet
from softlanding.kernel.refusals import Refused


def contacts_have_names(sheet: FactSheet) -> None:
    """What a contact does and an address belong to somebody."""
    for who in ("contact", "second"):
        name, role, email = (getattr(sheet, f"{who}_{part}") for part in ("name", "role", "email"))
        if (role or email) and not name:
            raise Refused(f"Whose is “{email or role}”? Name the person, or leave all three empty.", f"{who}_name")


def something_to_check(sheet: FactSheet | None) -> None:
    if sheet is None:
        raise Refused("There is nothing to check yet: fill in the fact sheet first.")
