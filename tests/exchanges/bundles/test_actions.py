"""A bundle arrives whole or not at all, and the same one again changes nothing."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exchanges.agreements.models import Agreement, AgreementStep, Signature
from exchanges.bundles.actions import NotImported, Report, import_bundle
from exchanges.bundles.queries import balances, plain
from exchanges.bundles.rows import read_bundle
from exchanges.ledger import actions as ledger
from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from tests.exchanges.bundles.conftest import AGREEMENTS, HISTORY, PARKS, Write

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
BALANCES = {
    ("MLG", "POR"): -1, ("POR", "MLG"): 1,  # 3 months sent, 2 of 4 hosted have begun
    ("MLG", "SDO"): 5, ("SDO", "MLG"): -5,
}  # fmt: skip
ZARAGOZA = Path(__file__).parents[4] / "shared" / "data" / "network-zaragoza-2018"


def take_in(folder: Path, now: datetime = NOW, *, dry_run: bool = False) -> Report:
    return import_bundle(read_bundle(folder), now=now, dry_run=dry_run)


def stands() -> dict[tuple[str, str], int]:
    return {(park, partner): months for park, partner, months in balances()}


def rows_of_every_table() -> dict[str, list[object]]:
    """Everything the database holds for parks and exchanges, so that "changes nothing" means it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("parks_", "exchanges_")):
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = list(cursor.fetchall())
    return found


def test_the_bundle_arrives_whole(write: Write) -> None:
    report = take_in(write())
    assert (report.parks_new, report.agreements_new, report.months_new, report.months_to_come) == (3, 2, 10, 2)
    assert stands() == BALANCES
    assert check().lie is None
    malaga = Park.objects.get(code="MLG")
    assert (malaga.time_zone, malaga.sectors, malaga.state) == ("Europe/Madrid", ["ICT", "electronics"], "admitted")
    assert Park.objects.get(code="POR").time_zone == "America/Recife"


def test_agreements_are_in_force_and_signed_on_paper(write: Write) -> None:
    take_in(write())
    agreement = Agreement.objects.in_force(date(2026, 12, 20)).get(code="A-1")
    assert agreement.ruling is not None
    there, back = (
        agreement.ruling.direction(Park.objects.get(code="MLG")),
        agreement.ruling.direction(Park.objects.get(code="POR")),
    )
    assert (there.months_per_year, there.places, back.months_per_year, back.places) == (6, 2, 8, 1)
    assert (agreement.ruling.limit_at, agreement.ruling.clearing_low) == (10, True)
    assert Signature.objects.filter(signer=None, signer_name="on paper, before the portal").count() == 4
    assert AgreementStep.objects.filter(agreement=agreement, verb="sign").count() == 2


def test_months_say_whose_they_are(write: Write) -> None:
    take_in(write())
    texts = dict(Posting.objects.values_list("reference", "text"))
    assert texts["history/s-1/2"] == "Lumen Optics, month 2 of 3"
    assert texts["history/s-2/1"] == "Imported stay, month 1 of 4"
    days = Posting.objects.filter(reference__startswith="history/s-1/").order_by("number").values_list("day", flat=True)
    assert list(days) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_the_same_bundle_again_changes_nothing(write: Write) -> None:
    take_in(write())
    before = rows_of_every_table()
    report = take_in(write())
    assert (report.parks_new, report.agreements_new, report.months_new) == (0, 0, 0)
    assert (report.parks_known, report.agreements_known, report.months_known) == (3, 2, 10)
    assert rows_of_every_table() == before


def test_a_dry_run_reports_and_keeps_nothing(write: Write) -> None:
    report = take_in(write(), dry_run=True)
    assert report.months_new == 10
    assert not Park.objects.exists()


def test_importing_later_posts_what_has_begun_since(write: Write) -> None:
    take_in(write())
    assert take_in(write(), datetime(2027, 1, 15, 12, 0, tzinfo=UTC)).months_new == 1
    assert stands()["MLG", "POR"] == 0
    # The first of the month begins earlier in Korea than in UTC: the host's calendar decides.
    later = HISTORY + "s-4,MLG,SDO,2027-02-01,1,\n"
    assert take_in(write(history=later), datetime(2027, 1, 31, 14, 0, tzinfo=UTC)).months_new == 0
    assert take_in(write(history=later), datetime(2027, 1, 31, 16, 0, tzinfo=UTC)).months_new == 1


def test_a_park_the_portal_knows_stays_as_it_is(write: Write) -> None:
    take_in(write())
    Park.objects.filter(code="SDO").update(name="Songdo Technopark")
    take_in(write())
    assert Park.objects.get(code="SDO").name == "Songdo Technopark"


def test_parks_may_be_missing_when_all_codes_are_known(write: Write) -> None:
    take_in(write(agreements=None, history=None))
    assert take_in(write(parks=None)).months_new == 10


REFUSED = [
    ("agreements", AGREEMENTS.replace(",6,8,", ",6,9,"), "agreements.csv, line 2, column code: The portal has an agreement “A-1” with other terms."),
    ("agreements", AGREEMENTS.replace("A-1", "A-9"), "agreements.csv, line 2, column valid_from: The portal has “A-1” of this pair from 2026-01-01"),
    ("history", HISTORY.replace("s-1,MLG,POR", "s-1,POR,MLG"), "history.csv, line 2, column reference: Month 1 of “s-1” is in the books with other parks"),
    ("history", HISTORY.replace("2026-01-31", "2026-02-01"), "history.csv, line 2, column reference: Month 1 of “s-1” is in the books with other parks or another day (31 January 2026)"),
    ("history", HISTORY.replace("2026-01-31,3", "2026-01-31,2"), "history.csv, line 2, column months: “s-1” has 2 months here and more in the books."),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "sentence"), REFUSED)
def test_what_contradicts_the_portal_is_reported(write: Write, file: str, text: str, sentence: str) -> None:
    take_in(write())
    before = rows_of_every_table()
    with pytest.raises(NotImported) as caught:
        take_in(write(**{file: text}, parks=PARKS + "NEW,New Park,PT,,,,,,,\n"))
    assert [str(problem) for problem in caught.value.problems if sentence in str(problem)], caught.value.problems
    assert len(caught.value.problems) == 1
    assert rows_of_every_table() == before


def test_use_beyond_the_quota_is_imported_and_reported(write: Write) -> None:
    out = StringIO()
    call_command("import_network", write(), stdout=out)
    assert (
        "1 direction used more than agreed, imported as it happened:\n  SDO to MLG in 2026: 5 used, 4 agreed\n"
        in out.getvalue()
    )


def test_export_writes_each_pair_twice(write: Write, tmp_path: Path) -> None:
    take_in(write())
    call_command("export_balances", output=tmp_path / "out.csv", stderr=StringIO())
    text = "park_code,partner_code,months\nMLG,POR,-1\nMLG,SDO,5\nPOR,MLG,1\nSDO,MLG,-5\n"
    assert (tmp_path / "out.csv").read_text() == text
    out = StringIO()
    call_command("export_balances", stdout=out)
    assert out.getvalue() == text
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_balances", output=tmp_path / "nowhere" / "out.csv")


def test_texts_are_no_formulas() -> None:
    assert [plain(text) for text in ("=1+1", "+1", "-A", "@A", "A-1")] == ["'=1+1", "'+1", "'-A", "'@A", "A-1"]


def test_a_real_network_of_672_parks(django_assert_max_num_queries: Callable[..., object]) -> None:
    if not ZARAGOZA.exists():
        pytest.skip(
            "The Zaragoza bundle is not beside the repository (../shared/data), so the real network was not imported."
        )
    with django_assert_max_num_queries(80):  # type: ignore[attr-defined]
        report = take_in(ZARAGOZA)
    assert (report.parks_new, report.agreements_new, report.months_new) == (672, 1593, 6825)
    expected: Counter[tuple[str, str]] = Counter()
    with (ZARAGOZA / "history.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            expected[row["host_park"], row["home_park"]] += int(row["months"])
            expected[row["home_park"], row["host_park"]] -= int(row["months"])
    assert {key: months for key, months in stands().items() if months} == {key: n for key, n in expected.items() if n}
    assert Pair.objects.count() == 1593
    assert check().lie is None


def test_nothing_is_owed_by_import_once_two_parks_keep_their_books_here(write: Write) -> None:
    """Porto would lose a month that nobody signed; what was imported before goes on."""
    take_in(write())
    mlg, por = Park.objects.get(code="MLG"), Park.objects.get(code="POR")
    day = date(2026, 12, 1)
    entry = ledger.Entry(
        day=day, debtor=mlg, creditor=por, months=1, because=Because.STAY, reference="landing/1/month/1"
    )
    ledger.post(entry, now=NOW)
    before = rows_of_every_table()
    with pytest.raises(NotImported) as caught:
        take_in(write(history=HISTORY + "s-9,POR,MLG,2026-03-01,1,\ns-10,SDO,MLG,2026-03-01,1,\n"))
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 1 and "POR and MLG have postings of their own in the portal, and “s-9” is not known." in said[0]
    assert rows_of_every_table() == before
    assert take_in(write(history=HISTORY), datetime(2027, 1, 15, 12, 0, tzinfo=UTC)).months_new == 1
