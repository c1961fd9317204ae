"""A kind of posting is one row of `exchanges/ledger/causes.py`; what a half-added one lacks is named here."""

from collections.abc import Mapping

from exchanges.explaining.changes import EXPLAINED, HOSTED, LABELS, SENT
from exchanges.ledger.causes import CAUSES, Cause, Counts, Made
from exchanges.ledger.models import Because
from exchanges.settlements.conditions import FORGIVEN
from exchanges.settlements.content import TITLES
from exchanges.settlements.forms import TEXTS
from exchanges.settlements.models import Settlement
from exchanges.settlements.states import KINDS


def lacking(causes: Mapping[str, Cause]) -> list[str]:
    """What is missing of each kind, and where it belongs."""
    found = [f"{because}: a row in exchanges/ledger/causes.py" for because in Because if because not in causes]
    for code, cause in causes.items():
        told = code == Because.STAY or (code in LABELS and code in EXPLAINED)
        found += [] if code in Because.values else [f"{code}: a member of Because in exchanges/ledger/models.py"]
        found += [] if told else [f"{code}: its label and explanation in exchanges/explaining/changes.py"]
        if cause.made == Made.BY_SETTLEMENT:
            choices = dict(Settlement._meta.get_field("kind").choices or ())
            found += [] if code in choices else [f"{code}: a migration of the settlement's kind"]
            found += [] if code in TITLES else [f"{code}: its title in exchanges/settlements/content.py"]
            found += [] if code in TEXTS else [f"{code}: its field in exchanges/settlements/forms.py"]
        if cause.forgives and code not in FORGIVEN:
            found.append(f"{code}: its words in exchanges/settlements/conditions.py")
    return found


def test_every_kind_of_posting_is_whole():
    assert lacking(CAUSES) == []


def test_a_kind_that_is_half_added_is_named():
    loan = Cause("loan", "Lent", "months lent", "", "", Made.BY_SETTLEMENT, Counts.SETTLED, forgives=True)  # type: ignore[arg-type]
    assert lacking({**CAUSES, "loan": loan}) == [
        "loan: a member of Because in exchanges/ledger/models.py",
        "loan: its label and explanation in exchanges/explaining/changes.py",
        "loan: a migration of the settlement's kind",
        "loan: its title in exchanges/settlements/content.py",
        "loan: its field in exchanges/settlements/forms.py",
        "loan: its words in exchanges/settlements/conditions.py",
    ]
    without = {because: cause for because, cause in CAUSES.items() if because != Because.WAIVER}
    assert lacking(without) == ["waiver: a row in exchanges/ledger/causes.py"]


def test_what_settlements_and_reports_make_of_the_table():
    assert set(KINDS) == {Because.WAIVER, Because.COMPENSATION, Because.OPENING, Because.ADJUSTMENT}
    assert list(LABELS) == [
        HOSTED, SENT, "clearing", "waiver", "compensation", "opening", "adjustment", "taken_back",
    ]  # fmt: skip
