"""A park with very many partners, written past the actions: for counting what pages ask, not for what they say."""

from datetime import date

from django.db import connection

from companies.company.models import Company
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from parks.park.models import Park
from tests.exchanges.cast import NOW


def grow(hub: Park, first: int, last: int) -> None:
    """Partners `first` to `last`, each with an agreement in force, months both ways, and a waiting application."""
    parks = Park.objects.bulk_create(
        Park(code=f"G{n:04}", name=f"Park {n:04}", country="ES", state="admitted") for n in range(first, last)
    )
    entries = [
        ledger.Entry(
            day=date(2026, 8, 1), debtor=one, creditor=other, months=months, because=Because.STAY,
            reference=f"grown/{park.pk}/{months}", text="A stay",
        )
        for i, park in enumerate(parks)
        for one, other, months in ((hub, park, 5 + i % 3), (park, hub, 1))
    ]  # fmt: skip
    ring = [
        ledger.Entry(
            day=date(2026, 8, 1), debtor=park, creditor=parks[(i + 1) % len(parks)], months=2, because=Because.STAY,
            reference=f"ring/{park.pk}",
        )
        for i, park in enumerate(parks)
    ]  # fmt: skip
    ledger.post_all([*entries, *ring], now=NOW)
    pairs = list(Pair.objects.of_park(hub).filter(low__in=[hub, *parks], high__in=[hub, *parks]))
    agreements = _agree(hub, pairs)
    companies = Company.objects.bulk_create(Company(name=f"Company {park.code}") for park in parks)
    by_park = {pair.partner_of(hub).pk: (pair, agreement) for pair, agreement in zip(pairs, agreements, strict=True)}
    Landing.objects.bulk_create(
        Landing(
            company=company, home=park, host=hub, pair=by_park[park.pk][0], agreement=by_park[park.pk][1],
            state="nominated", submitted_at=NOW, nominated_at=NOW, wished_start=date(2027, 3, 1), wished_months=2,
            due_on=date(2026, 11, 1), created_at=NOW, changed_at=NOW,
        )
        for company, park in zip(companies, parks, strict=True)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself before anybody reads that much


def _agree(hub: Park, pairs: list[Pair]) -> list[Agreement]:
    made = Agreement.objects.bulk_create(
        Agreement(pair=pair, code=f"G{pair.pk}", proposed_by=hub, state="withdrawn", created_at=NOW) for pair in pairs
    )
    versions = AgreementVersion.objects.bulk_create(
        AgreementVersion(
            agreement=one, number=1, made_by=hub, made_at=NOW, valid_from=date(2026, 1, 1),
            valid_until=date(2028, 12, 31), content_hash="0" * 64,
        )
        for one in made
    )  # fmt: skip
    DirectionTerms.objects.bulk_create(
        DirectionTerms(version=version, home=home, host=host, months_per_year=6)
        for version, pair in zip(versions, pairs, strict=True)
        for home, host in ((pair.low, pair.high), (pair.high, pair.low))
    )
    return made
