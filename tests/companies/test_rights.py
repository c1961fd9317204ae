"""What a company's roles may do, role by role; and that a role without a row may nothing."""

import pytest

from companies import rights
from companies.company.models import Company, Membership
from companies.rights import (
    Right,
    companies_headed_by,
    companies_seen_by,
    companies_spoken_for,
    companies_written_for,
)
from tests import cast

pytestmark = pytest.mark.django_db
ASKED = (companies_seen_by, companies_written_for, companies_spoken_for, companies_headed_by)


@pytest.fixture
def lumen() -> Company:
    return cast.company("Lumen Optics")


@pytest.mark.parametrize(
    ("role", "given"), [("lead", (1, 1, 1, 1)), ("member", (1, 1, 0, 0)), ("observer", (0, 0, 0, 0))]
)
def test_a_role_gives_what_its_row_says(lumen: Company, role: str, given: tuple[int, ...]) -> None:
    user = cast.lead_of(lumen, "Cleo Dias", role)
    assert [ask(user) for ask in ASKED] == [[lumen.pk] * has for has in given]


def test_a_new_role_is_a_row_and_reads_its_mail(lumen: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    cleo, otto = cast.lead_of(lumen, "Cleo Dias"), cast.lead_of(lumen, "Otto Olsen", "observer")
    assert Membership.objects.people_of(lumen) == [cleo]
    monkeypatch.setattr(rights, "RIGHTS", {**rights.RIGHTS, "observer": frozenset({Right.SEES})})
    assert [ask(cast.again(otto)) for ask in ASKED] == [[lumen.pk], [], [], []]
    assert Membership.objects.people_of(lumen) == [cleo, otto]
