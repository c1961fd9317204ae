"""A table as CSV and as XLSX says the same, and no text becomes a formula."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from softlanding.kernel.tables import as_csv, as_xlsx

HEAD = ("park", "since", "months")
ROWS = [("=1+1", date(2026, 3, 1), 3), ("Łódź", None, -2)]


def test_csv_and_xlsx_hold_the_same_rows():
    assert as_csv(HEAD, ROWS).splitlines() == ["park,since,months", "'=1+1,2026-03-01,3", "Łódź,,-2"]
    sheet = load_workbook(io.BytesIO(as_xlsx("Debts: a [table]", HEAD, ROWS))).active
    assert sheet.title == "Debts a table"
    read = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert read == [HEAD, ("=1+1", datetime(2026, 3, 1), 3), ("Łódź", None, -2)]
    assert sheet["A2"].data_type == "s"  # a text, no formula


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("Foo;=1+1", "Foo;'=1+1"), ("Foo\n=1+1", "Foo\n'=1+1"), ("Foo\t@SUM(A1)", "Foo\t'@SUM(A1)"),
        ("Foo, -5", "Foo, '-5"), ("＝1", "'＝1"), (" =1", " '=1"), ("a-b=c", "a-b=c"), ("R+D", "R+D"), (-5, -5),
    ],
)  # fmt: skip
def test_no_part_of_a_text_becomes_a_formula(text, cell):
    assert next(csv.reader(io.StringIO(as_csv(["t"], [[text]]).partition("\r\n")[2], newline=""))) == [str(cell)]


def test_a_table_without_rows_has_its_head():
    assert as_csv(HEAD, []) == "park,since,months\r\n"
    assert load_workbook(io.BytesIO(as_xlsx("", HEAD, []))).active.title == "Table"
