"""A table as a file for a spreadsheet: CSV and XLSX from the same head and rows."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

import xlsxwriter
from django.http import HttpResponse

# What a spreadsheet takes for a formula at the beginning of a cell, in narrow and wide signs; and what may begin a cell
# of its own where a program reads other separators than commas.
FORMULA = re.compile(r"(^|[\t\r\n;,|])(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
BYTES_MARK = "\ufeff"  # so that a spreadsheet reads UTF-8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET_NAME, NOT_IN_SHEET_NAMES = 31, str.maketrans("", "", "[]:*?/\\'")
Row = Sequence[Any]


def plain(value: Any) -> Any:
    """A value as CSV takes it: days in ISO, and no text that a spreadsheet would take for a formula."""
    if isinstance(value, date):
        return value.isoformat()
    return FORMULA.sub(r"\1\2'\3", value) if isinstance(value, str) else value


def csv_lines(head: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A line a row, made as they are asked for."""
    for row in chain([head], rows):
        out = io.StringIO()
        csv.writer(out).writerow([plain(value) for value in row])
        yield out.getvalue()


def as_csv(head: Sequence[str], rows: Iterable[Row]) -> str:
    return "".join(csv_lines(head, rows))


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Row]) -> bytes:
    """One sheet with a head that stays and filters; numbers are numbers, days are days, text is never a formula."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(title.translate(NOT_IN_SHEET_NAMES)[:LONGEST_SHEET_NAME] or "Table")
        sheet.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
        widths, last = [len(name) for name in head], 0
        for last, row in enumerate(rows, start=1):
            sheet.write_row(last, 0, ["" if value is None else value for value in row])
            widths = [max(width, len(str(value))) for width, value in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, 60))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(0, len(head) - 1))
    return out.getvalue()


def file_response(name: str, title: str, head: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """`name` ends in .csv or .xlsx and says which it is."""
    if name.endswith(".xlsx"):
        return download(name, as_xlsx(title, head, rows), XLSX)
    return download(name, BYTES_MARK + as_csv(head, rows), "text/csv; charset=utf-8")


def download(name: str, content: bytes | str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
