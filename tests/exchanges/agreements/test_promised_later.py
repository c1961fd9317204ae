"""What an amendment leaves room for lies on all the days it would rule, by the clock of each host (rules 3, 7 and 8)."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend
from tests.exchanges.agreements.test_ruling import both_sign
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db


def test_places_that_a_signed_amendment_gives_and_that_are_promised_stay(porto, malaga) -> None:
    """Two places, three from July; three companies are promised August, so an amendment from March keeps three."""
    two, three = Direction(12, places=2), Direction(12, places=3)
    agreement = cast.agreed(porto, malaga, two)
    agreement = both_sign(amend(agreement, porto, directions={porto.pk: three}, rules_from=date(2027, 7, 1)))
    for name in ("Lumen", "Tejo", "Ribeira"):
        cast.offered(cast.company(name, porto, f"Lead {name}"), malaga, date(2027, 8, 1), 1)
    with pytest.raises(Refused, match="promised places to 3 companies of Porto at once; 2 would be too few"):
        amend(agreement, porto, directions={porto.pk: two}, rules_from=date(2027, 3, 1))


def test_months_carried_over_count_once_the_year_has_begun_at_the_host(porto, malaga) -> None:
    """Auckland's year is new, Honolulu's is not: what goes over there is not known yet, so it holds no promise."""
    Park.objects.filter(pk=malaga.pk).update(time_zone="Pacific/Auckland")
    Park.objects.filter(pk=porto.pk).update(time_zone="Pacific/Honolulu")
    malaga.refresh_from_db()
    porto.refresh_from_db()
    agreement = cast.agreed(malaga, porto, Direction(4, places=9), carry_over=True)
    ondas = cast.company("Ondas", malaga, "Ana Sol")
    turn = at(2026, 12, 31, 20)
    cast.offered(ondas, porto, date(2027, 2, 1), 4, turn)
    fewer = {"directions": {malaga.pk: Direction(3, places=9)}, "rules_from": date(2027, 1, 2)}
    with pytest.raises(Refused, match="4 months of Malaga at Porto are promised in 2027; 3 a year would be below"):
        amend(agreement, malaga, turn, **fewer)
    assert amend(agreement, malaga, at(2027, 1, 1, 11), **fewer).tabled, "four of 2026 go over now, and come first"
