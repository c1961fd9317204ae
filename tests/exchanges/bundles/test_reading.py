"""Every kind of bad row is reported with file, line, column, what is wrong and what is expected; nothing is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exchanges.bundles import reading
from exchanges.bundles.rows import read_bundle
from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests.exchanges.bundles.conftest import AGREEMENTS, HISTORY, PARKS, Write

pytestmark = pytest.mark.django_db

P, A, H = "parks", "agreements", "history"
SOURCES = {P: PARKS, A: AGREEMENTS, H: HISTORY}

# (file, what is replaced, by what, what is said)
BAD_CELLS = [
    (P, "MLG,Málaga", "M G,Málaga", "parks.csv, line 2, column code: “M G” is no code. Expected letters A to Z, digits, - and _ only."),
    (P, "SDO,Songdo", "SDO,", "parks.csv, line 4, column name: It is empty. Expected a text."),
    (P, "SDO,Songdo", "SDO," + "x" * 201, "parks.csv, line 4, column name: It has 201 characters. Expected at most 200."),
    (P, ",KR,", ",XX,", "parks.csv, line 4, column country: “XX” is no country. Expected an ISO 3166 code of two letters, such as PT."),
    (P, "36.72", "north", "parks.csv, line 2, column latitude: “north” is no coordinate. Expected degrees from -90 to 90, or nothing."),
    (P, "36.72", "nan", "parks.csv, line 2, column latitude: “nan” is no coordinate. Expected degrees from -90 to 90, or nothing."),
    (P, "-34.88", "-190", "parks.csv, line 3, column longitude: “-190” is no coordinate. Expected degrees from -180 to 180, or nothing."),
    (P, "36.72,-4.42", "36.72,", "parks.csv, line 2, column latitude: Only one of latitude and longitude is given. Expected both, or neither."),
    (P, "https://www.pta.es", "pta", "parks.csv, line 2, column website: “pta” is no web address. Expected one such as https://www.example.org."),
    (P, "https://www.pta.es", "javascript:alert(1)", "“javascript:alert(1)” is no web address."),
    (P, "1992", "92", "parks.csv, line 2, column founded: 92 is out of range. Expected a whole number from 1000 to 2,200."),
    (P, "600", "about 600", "parks.csv, line 2, column resident_companies: “about 600” is no whole number."),
    (P, "600", "-1", "parks.csv, line 2, column resident_companies: -1 is out of range."),
    (P, "ICT; electronics", "x" * 81, "parks.csv, line 2, column sectors: A sector has 81 characters. Expected at most 80 each, separated by ;."),
    (P, "SDO,Songdo", "MLG,Songdo", "parks.csv, line 4, column code: “MLG” names the park of line 2 already. Expected each only once."),
    (P, ",600,ICT; electronics", ",600", "parks.csv, line 2: This row has 9 cells. Expected 10; a text with a comma stands in quotation marks."),
    (P, ",games", ",games,more", "parks.csv, line 3: This row has 11 cells. Expected 10;"),
    (P, '"Porto, ""Digital"""', '"Porto', "parks.csv, line 3: This row is no CSV (unexpected end of data); nothing after it was read."),
    (P, "code,name,country", "code,name,land", "parks.csv, line 1, column country: This column is missing."),
    (P, "code,name,country", "code,name,country,name", "parks.csv, line 1, column name: This column is named twice."),
    (P, PARKS, PARKS.replace(",", ";"), "parks.csv, line 1: The columns are separated by semicolons. Expected commas."),
    (P, PARKS, "", "parks.csv, line 1, column code: This column is missing."),
    (A, "A-2", "A-1", "agreements.csv, line 3, column code: “A-1” names the agreement of line 2 already."),
    (A, "A-2,SDO", "A-2,XYZ", "agreements.csv, line 3, column first_park: No park has the code “XYZ”. Expected one of parks.csv or of the portal."),
    (A, "A-2,SDO,MLG", "A-2,MLG,MLG", "agreements.csv, line 3, column second_park: This is an agreement of MLG with itself. Expected two different parks."),
    (A, "A-2,SDO,MLG", "A-2,POR,MLG", "agreements.csv, line 3, column valid_from: It overlaps “A-1” of line 2, which lasts until 2027-12-31."),
    (A, "POR,2026-01-01", "POR,2028-01-01", "agreements.csv, line 2, column valid_until: It ends on 2027-12-31, before it begins. Expected 2028-01-01 or a later day."),
    (A, "POR,2026-01-01", "POR,1.1.2026", "agreements.csv, line 2, column valid_from: “1.1.2026” is no day between 1900 and 2199. Expected a day such as 2027-03-31."),
    (A, "POR,2026-01-01", "POR,2026-02-30", "“2026-02-30” is no day between 1900 and 2199."),
    (A, "POR,2026-01-01", "POR,", "agreements.csv, line 2, column valid_from: It is empty. Expected a day such as 2027-03-31."),
    (A, ",6,8,", ",6.5,8,", "column months_per_year_first_to_second: “6.5” is no whole number. Expected a whole number from 0 to 1,200."),
    (A, ",6,8,", ",6,1201,", "column months_per_year_second_to_first: 1201 is out of range."),
    (A, ",6,8,", ",6,,", "column months_per_year_second_to_first: It is empty. Expected a whole number from 0 to 1,200."),
    (A, ",2,1,10", ",0,1,10", "column places_first_to_second: 6 months a year have no place. Expected at least 1 place, or 0 months."),
    (A, ",10,yes", ",-1,yes", "agreements.csv, line 2, column limit_months: -1 is out of range."),
    (A, ",10,yes", ",10,maybe", "agreements.csv, line 2, column clearing_allowed: “maybe” is neither yes nor no. Expected yes or no."),
    (H, "s-3,", "s-1,", "history.csv, line 4, column reference: “s-1” names the stay of line 2 already."),
    (H, "s-3,", ",", "history.csv, line 4, column reference: It is empty."),
    (H, "s-3,SDO", "s-3,???", "history.csv, line 4, column home_park: “???” is no code."),
    (H, "s-3,SDO", "s-3,XYZ", "history.csv, line 4, column home_park: No park has the code “XYZ”."),
    (H, "s-3,SDO", "s-3,MLG", "history.csv, line 4, column host_park: This is a stay of MLG at itself."),
    (H, "2026-01-31,3", "2026-01-31,0", "history.csv, line 2, column months: 0 is out of range. Expected a whole number from 1 to 60."),
    (H, "2026-01-31,3", "2026-01-31,61", "history.csv, line 2, column months: 61 is out of range."),
    (H, "2026-01-31,3", "2026-01-31,3 months", "history.csv, line 2, column months: “3 months” is no whole number."),
]  # fmt: skip


def said(write: Write, **changed: str | bytes | None) -> str:
    """What the command says of the bundle; it must refuse it and write nothing."""
    err = StringIO()
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_network", write(**changed), stdout=StringIO(), stderr=err)
    assert not Park.objects.exists()
    assert not Pair.objects.exists()
    return err.getvalue()


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), BAD_CELLS)
def test_a_bad_row_is_reported(write: Write, file: str, right: str, wrong: str, sentence: str) -> None:
    assert right in SOURCES[file]
    lines = said(write, **{file: SOURCES[file].replace(right, wrong, 1)}).splitlines()
    assert [line for line in lines if sentence in line], lines


BAD_FILES = {
    "latin-1": (PARKS.encode("latin-1", "replace"), "parks.csv, line 2: Byte 0xe1 is no UTF-8. Expected UTF-8; save it as “CSV UTF-8”."),
    "utf-16": (PARKS.encode("utf-16"), "parks.csv: The file is UTF-16."),
    "spreadsheet": (b"PK\x03\x04rest", "parks.csv: The file is a spreadsheet or an archive."),
    "binary": (b"code,name\nA,\x00\x01", "parks.csv, line 2: The file is binary."),
    "marked latin-1": (b"\xef\xbb\xbfcode\n\xe1", "parks.csv, line 2: Byte 0xe1 is no UTF-8."),
    "huge cell": (PARKS.replace("Songdo", "x" * 100_001).encode(), "parks.csv, line 4: This row is no CSV (field larger than"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_reported(write: Write, content: bytes, sentence: str) -> None:
    assert sentence in said(write, parks=content, agreements=None, history=None)


def test_a_huge_file_is_not_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    assert "parks.csv: The file has 0 MB. Expected at most 0 MB of CSV." in said(write)


def test_every_bad_row_is_reported_at_once(write: Write) -> None:
    parks = PARKS.replace(",KR,", ",XX,").replace("1992", "92")
    told = said(write, parks=parks, history=HISTORY.replace("s-3,SDO", "s-3,XYZ"))
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "history.csv, line 4, column home_park",
        "parks.csv, line 2, column founded",
        "parks.csv, line 4, column country",
    ]


def test_lines_are_counted_as_an_editor_does(write: Write) -> None:
    parks = PARKS.replace("Málaga TechPark", '"Málaga\nTechPark"').replace(",KR,", ",XX,")
    assert "parks.csv, line 5, column country" in said(write, parks=parks, agreements=None, history=None)


def test_what_is_unusual_and_right_is_read(write: Write) -> None:
    parks = (
        "\ufeff" + PARKS.replace("\n", "\r\n").replace("Málaga TechPark", '"Málaga\r\nTechPark"') + "\r\n,,,,,,,,,\r\n"
    )
    bundle = read_bundle(write(parks=parks, agreements=None, history=None))
    assert bundle.problems == []
    assert [park.name for park in bundle.parks] == ["Málaga TechPark", 'Porto, "Digital"', "Songdo"]
    assert bundle.parks[0].sectors == ["ICT", "electronics"]
    assert bundle.missing == ["agreements.csv", "history.csv", "programmes.csv"]


def test_a_folder_that_is_none_is_named(write: Write) -> None:
    folder = write(parks=None, agreements=None, history=None)
    with pytest.raises(CommandError, match="1 problem; nothing was imported"):
        call_command("import_network", folder, stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="is no folder that can be read"):
        call_command("import_network", folder / "nowhere", stdout=StringIO())
