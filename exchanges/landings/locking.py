"""What every verb on a landing locks before it looks: company, pair and landing."""

from django.db.models import QuerySet

from companies.company.models import Company
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.kernel.composed import composed


def locked(landing: Landing) -> Landing:
    """The landing as it is now, with its company, pair and parks, inside the caller's transaction.

    Always locked in this order, so that no two verbs can wait for each other. Row by row: PostgreSQL plans each at
    once, and a row joined of all of them several times as long.
    """
    company, pair = _company(landing.company_id)[0], _pair(landing.pair_id)[0]
    fresh = _landing(landing.pk)[0]
    parks = {park.pk: park for park in _parks([fresh.home_id, fresh.host_id])}
    fresh.company, fresh.pair, fresh.home, fresh.host = company, pair, parks[fresh.home_id], parks[fresh.host_id]
    return fresh


@composed
def _company(pk: int) -> QuerySet[Company]:
    return Company.objects.select_for_update(no_key=True).filter(pk=pk)


@composed
def _pair(pk: int) -> QuerySet[Pair]:
    return Pair.objects.select_for_update(no_key=True).filter(pk=pk)


@composed
def _landing(pk: int) -> QuerySet[Landing]:
    return Landing.objects.select_for_update(no_key=True).filter(pk=pk)


@composed
def _parks(pks: list[int]) -> QuerySet[Park]:
    return Park.objects.filter(pk__in=pks).order_by()
