"""Writing a programme: what changes is told, what cannot be is refused, nobody overwrites somebody unseen."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from parks.catalogue.models import Service
from parks.programmes import actions, queries
from parks.programmes.facts import GrantFacts, ServiceTerms, SpaceFacts
from parks.programmes.models import Programme, ProgrammeService, ProgrammeStep
from softlanding.kernel.editing import Overtaken, mark_of
from softlanding.kernel.refusals import Refused
from tests import cast
from tests.parks.programmes.test_queries import GRANTS, INCENTIVES, SERVICES, SPACES, offering

pytestmark = pytest.mark.django_db
NOW = cast.NOW
EIGHT_HOURS = ServiceTerms("partner", terms="8 hours")


def changes() -> list[tuple[str, str, str]]:
    """What the newest step says."""
    return [(one["field"], one["old"], one["new"]) for one in ProgrammeStep.objects.last().changes]  # type: ignore[union-attr]


def test_history_says_of_each_service_what_was_and_is() -> None:
    park = cast.park("Porto")
    anna = cast.manager_of(park, "Anna Lund")
    actions.edit(park, services={"legal": EIGHT_HOURS, "visa": ServiceTerms("included")}, by=anna, now=NOW)
    included = replace(EIGHT_HOURS, how="included")
    actions.edit(park, services={"legal": included, "visa": None, "pr": None}, by=anna, now=NOW)
    assert changes() == [
        ("Legal advice", "by a partner, 8 hours", "included, 8 hours"),
        ("Visa and residence", "included", "not offered"),
    ]
    assert queries.facts_of(park).terms == {"legal": included}
    step = ProgrammeStep.objects.last()
    assert step and (step.verb, step.actor, step.acted_for) == ("edit", anna, "Porto")


def test_history_says_of_spaces_and_funding_what_was_and_is() -> None:
    park = offering()
    lab = SpaceFacts("lab", 3, name="Wet lab")
    spaces = [SPACES[1], lab]
    actions.edit_spaces(park, spaces=spaces, incentives=INCENTIVES, grants=(), by=cast.network_admin(), now=NOW)
    office = "Building 4, 2 × 6 workplaces, office, furnished, free from 1 March 2027"
    assert changes() == [
        ("Spaces", f"Desk in a shared room, 20 workplaces\n{office}", f"Wet lab, 3 workplaces, laboratory\n{office}"),
        ("Grants", "By stage, up to US$\u00a08,000,000, from a prototype on", "nothing"),
    ]
    facts = queries.facts_of(park)
    assert (facts.spaces, facts.incentives, facts.grants) == ((lab, SPACES[1]), INCENTIVES, ())


def test_saving_counts_as_checking_by_the_parks_clock_and_no_change_is_no_edit() -> None:
    park = cast.park("Busan", "KR", time_zone="Asia/Seoul")
    mina = cast.manager_of(park, "Mina Park")
    evening = NOW.replace(hour=16)  # the next day in Seoul
    actions.edit(park, services={"legal": EIGHT_HOURS}, by=mina, now=evening)
    assert Programme.objects.get().checked_on == NOW.date() + timedelta(days=1)
    actions.edit(park, services={"legal": EIGHT_HOURS}, by=mina, now=evening)
    actions.edit(park, services={"legal": EIGHT_HOURS}, by=mina, now=evening + timedelta(days=3))
    assert [step.verb for step in ProgrammeStep.objects.all()] == ["edit", "check"]
    assert Programme.objects.get().checked_on == NOW.date() + timedelta(days=4)


def test_check_sets_the_day_and_refuses_an_empty_programme() -> None:
    park, nadia = offering(), cast.network_admin()
    later = NOW + timedelta(days=400)
    actions.check(park, by=nadia, now=later)
    assert Programme.objects.get().checked_on == later.date()
    with pytest.raises(Refused, match="nothing to check yet"):
        actions.check(cast.park("Quiet"), by=nadia, now=NOW)
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (ServiceTerms("paid", Decimal("5.00")), "Say in which currency"),
        (ServiceTerms("paid", currency="EUR"), "Enter the price"),
        (ServiceTerms("paid", Decimal("-5.00"), "EUR"), "0 or more"),
        (ServiceTerms("paid", Decimal("5.00"), "EURO"), "three letters"),
        (ServiceTerms("included", Decimal("5.00"), "EUR"), "included has no price"),
        (ServiceTerms("included", languages=("xx",)), "no language"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, sentence) -> None:
    park = offering()
    with pytest.raises(Refused, match=sentence):
        actions.edit(park, services={"visa": terms}, by=cast.network_admin(), now=NOW)
    assert queries.facts_of(park).terms == SERVICES


@pytest.mark.parametrize("terms", [ServiceTerms("gladly"), ServiceTerms("paid", terms="x" * 201)])
def test_words_that_nobody_knows_or_are_too_long_are_refused(terms) -> None:
    with pytest.raises(ValidationError):
        actions.edit(offering(), services={"visa": terms}, by=cast.network_admin(), now=NOW)


def test_a_retired_service_stays_where_it_is_and_is_offered_nowhere_anew() -> None:
    one, other, nadia = offering(), cast.park("Turin"), cast.network_admin()
    cast.retired("legal")
    actions.edit(one, services={"legal": EIGHT_HOURS}, by=nadia, now=NOW)
    assert queries.facts_of(one).terms["legal"] == EIGHT_HOURS
    with pytest.raises(Refused, match="Legal advice was retired"):
        actions.edit(other, services={"legal": EIGHT_HOURS}, by=nadia, now=NOW)
    with pytest.raises(Refused, match="no service “fax”"):
        actions.edit(other, services={"fax": EIGHT_HOURS}, by=nadia, now=NOW)
    assert ProgrammeService.objects.filter(programme__park=other).count() == 0


def test_more_than_twelve_of_a_kind_are_refused_with_the_numbers() -> None:
    grants = [GrantFacts(f"Call {n}", 1000, "EUR") for n in range(13)]
    with pytest.raises(Refused, match="These are 13 grants; a programme names 12 at most"):
        actions.edit_spaces(offering(), spaces=(), incentives=(), grants=grants, by=cast.network_admin(), now=NOW)


def test_the_second_of_two_is_told_and_who_saves_what_stands_is_not() -> None:
    park = cast.park("Porto")
    anna, dario = cast.manager_of(park, "Anna Lund"), cast.deputy_of(park, "Dario Pérez")
    opened = mark_of({})
    actions.edit(park, services={"legal": EIGHT_HOURS, "pr": None}, by=anna, now=NOW, read=opened)
    mine = replace(EIGHT_HOURS, terms="10 hours")
    with pytest.raises(Overtaken) as told:
        actions.edit(park, services={"legal": mine, "pr": None}, by=dario, now=NOW, read=opened)
    assert told.value.now == {"legal": EIGHT_HOURS}
    actions.edit(park, services={"legal": EIGHT_HOURS, "pr": None}, by=dario, now=NOW, read=opened)
    actions.edit(park, services={"legal": mine, "pr": None}, by=dario, now=NOW, read=mark_of(told.value.now))
    assert queries.facts_of(park).terms == {"legal": mine}


def test_a_service_that_came_into_the_catalogue_meanwhile_is_nobodys_change() -> None:
    park = cast.park("Porto")
    Service.objects.create(key="fax", name="Fax room", element="space", what_it_is="A room with a fax")
    actions.edit(park, services={"legal": EIGHT_HOURS, "fax": None}, by=cast.network_admin(), now=NOW, read=mark_of({}))
    assert set(queries.facts_of(park).terms) == {"legal"}


def test_the_second_who_saves_spaces_is_told() -> None:
    park, nadia = offering(), cast.network_admin()
    opened = mark_of({"spaces": (), "incentives": (), "grants": ()})
    with pytest.raises(Overtaken) as told:
        actions.edit_spaces(park, spaces=(), incentives=(), grants=(), by=nadia, now=NOW, read=opened)
    assert told.value.now == {"spaces": SPACES, "incentives": INCENTIVES, "grants": GRANTS}
